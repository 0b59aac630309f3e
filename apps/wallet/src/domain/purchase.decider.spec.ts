import { parsePolicy, PRESETS } from '@gifting/economy';
import { type CoinsText } from '@gifting/kernel/coins';
import { type Currency } from '@gifting/kernel/money';
import {
  InvariantViolation,
  type ProviderId,
  type PurchaseId,
  type RefusalCode,
  type TransactionId,
  UnknownEvent,
  type ViewerId,
} from '@gifting/kernel';
import { given } from '@gifting/testing';
import { type PurchaseCommand, purchaseDecider } from './purchase.decider';
import type { Grant } from '@gifting/kernel/facts';
import type {
  PurchaseCaptured,
  PurchaseCredited,
  PurchaseEvent,
  PurchaseHeld,
  PurchaseReport,
} from './purchase.events';

const NOW = '2026-11-01T12:00:00.000Z';
const UPSTREAM = { id: 'evt-1', source: '/shop' };
const PURCHASE_ID = 'stripe.tx-1' as PurchaseId;
const usd = (value: string) => ({ currency: 'USD' as Currency, value });

const report = (changes: Partial<PurchaseReport> = {}): PurchaseReport => ({
  capturedAt: NOW,
  channel: 'web',
  method: 'card',
  paid: usd('10.00'),
  provider: 'stripe' as ProviderId,
  region: 'US',
  transactionId: 'tx-1' as TransactionId,
  viewerId: 'ana' as ViewerId,
  ...changes,
});

const capture = (changes: Partial<PurchaseReport> = {}): PurchaseCommand => ({
  kind: 'capture',
  now: NOW,
  report: report(changes),
  upstream: UPSTREAM,
  pricing: { version: 1, policy: parsePolicy(PRESETS.seed) },
});

const captured = (changes: Partial<PurchaseReport>, grant?: Grant): PurchaseCaptured => ({
  type: 'PurchaseCaptured',
  schemaVersion: 1,
  data: {
    ...(grant === undefined ? {} : { grant }),
    policyVersion: 1,
    purchaseId: PURCHASE_ID,
    report: report(changes),
    upstream: UPSTREAM,
  },
});

const grantOf = (coins: number, residual: string): Grant => ({
  coins: String(coins) as CoinsText,
  refundableUntil: '2026-11-15T12:00:00.000Z',
  residual: usd(residual),
  unitCost: usd('0.012'),
});

const held = (code: RefusalCode): PurchaseHeld => ({
  type: 'PurchaseHeld',
  schemaVersion: 1,
  data: { code, purchaseId: PURCHASE_ID },
});

const CAPTURED = captured({}, grantOf(833, '0.004'));
const CREDITED: PurchaseCredited = {
  type: 'PurchaseCredited',
  schemaVersion: 1,
  data: { coins: '833' as CoinsText, purchaseId: PURCHASE_ID, viewerId: 'ana' as ViewerId },
};

describe('a captured purchase', () => {
  it('buys whole coins for a custom amount and shows the rest', () => {
    given(purchaseDecider).when(capture()).then(CAPTURED);
  });

  it('buys a bundle at its price', () => {
    const bundle = { bundleId: 'coins-70', paid: usd('0.84') };
    given(purchaseDecider)
      .when(capture(bundle))
      .then(captured(bundle, grantOf(70, '0.00')));
  });

  it.each<[RefusalCode, Partial<PurchaseReport>]>([
    ['price-mismatch', { bundleId: 'coins-70', paid: usd('0.83') }],
    ['unknown-bundle', { bundleId: 'coins-71', paid: usd('0.84') }],
    ['amount-below-one-coin', { paid: usd('0.01') }],
    ['unknown-currency', { paid: { currency: 'EUR' as Currency, value: '10.00' } }],
    ['captured-at-out-of-range', { capturedAt: '2026-11-01T12:10:00.001Z' }],
    ['captured-at-out-of-range', { capturedAt: '2026-10-02T11:59:59.999Z' }],
  ])('is held for %s', (code, changes) => {
    given(purchaseDecider).when(capture(changes)).then(captured(changes), held(code));
  });

  it.each(['2026-11-01T12:10:00.000Z', '2026-10-02T12:00:00.000Z'])(
    'is granted at the very bounds of time: %s',
    (capturedAt) => {
      const { state } = given(purchaseDecider, ...decided(capture({ capturedAt })));
      expect(state().stage).toBe('captured');
    },
  );

  it('is the same when it comes again, whatever CloudEvent brings it', () => {
    const again = { ...capture(), upstream: { id: 'evt-2', source: '/other' } };
    given(purchaseDecider, CAPTURED).when(again).thenNothing();
    given(purchaseDecider, CAPTURED, CREDITED).when(again).thenNothing();
  });

  it('conflicts with another report under the same key', () => {
    given(purchaseDecider, CAPTURED)
      .when(capture({ paid: usd('11.00') }))
      .thenRefused('purchase-conflict');
    given(purchaseDecider, captured({ paid: usd('0.01') }), held('amount-below-one-coin'))
      .when(capture())
      .thenRefused('purchase-conflict');
  });
});

describe('a credited purchase', () => {
  it('follows its lot', () => {
    given(purchaseDecider, CAPTURED).when({ kind: 'confirm-grant' }).then(CREDITED);
  });

  it.each<[string, PurchaseEvent[]]>([
    ['that never was', []],
    ['that is held', [captured({ paid: usd('0.01') }), held('amount-below-one-coin')]],
    ['that has no price', [captured({ paid: usd('0.01') })]],
    ['that was credited', [CAPTURED, CREDITED]],
  ])('cannot come from a purchase %s', (_, history) => {
    given(purchaseDecider, ...history)
      .when({ kind: 'confirm-grant' })
      .thenThrows(InvariantViolation);
  });
});

describe('a history that cannot be', () => {
  it.each<[string, PurchaseEvent[]]>([
    ['held before it was captured', [held('unknown-bundle')]],
    ['credited before it was captured', [CREDITED]],
    ['credited twice', [CAPTURED, CREDITED, CREDITED]],
  ])('breaks the line: %s', (_, history) => {
    expect(given(purchaseDecider, ...history).state).toThrow(InvariantViolation);
  });

  it('is not guessed at where a type or a version is unknown', () => {
    const newer = { ...CAPTURED, schemaVersion: 2 };
    const unknown = { type: 'PurchaseFound', schemaVersion: 1, data: {} } as never;
    expect(given(purchaseDecider, newer).state).toThrow(UnknownEvent);
    expect(given(purchaseDecider, unknown).state).toThrow(UnknownEvent);
  });
});

const decided = (command: PurchaseCommand): readonly PurchaseEvent[] =>
  purchaseDecider.decide(command, purchaseDecider.initial) as readonly PurchaseEvent[];
