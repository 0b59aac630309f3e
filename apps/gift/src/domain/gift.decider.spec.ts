import { parsePolicy, PRESETS } from '@gifting/economy';
import { type CoinsText } from '@gifting/kernel/coins';
import {
  type CreatorId,
  type GiftId,
  type GiftTxId,
  InvariantViolation,
  isRefusal,
  type PurchaseId,
  type SessionId,
  UnknownEvent,
  type ViewerId,
} from '@gifting/kernel';
import { type Currency } from '@gifting/kernel/money';
import { type MicrodiamondsText } from '@gifting/kernel/diamonds';
import { given } from '@gifting/testing';
import { type GiftCommand, giftDecider, whyNotRequested, type RequestGift } from './gift.decider';
import type { GiftDeclined, GiftEvent, GiftRequested, GiftSent } from './gift.events';

const NOW = '2026-11-01T12:00:00.000Z';
const usd = (value: string) => ({ currency: 'USD' as Currency, value });

const roses = (changes: Partial<RequestGift> = {}): RequestGift => ({
  kind: 'request',
  now: NOW,
  giftTxId: 'tx-1' as GiftTxId,
  viewerId: 'ana' as ViewerId,
  creatorId: 'cy' as CreatorId,
  giftId: 'rose' as GiftId,
  quantity: 833,
  anonymous: false,
  pricing: { version: 1, policy: parsePolicy(PRESETS.seed) },
  ...changes,
});

const REQUESTED: GiftRequested = {
  type: 'GiftRequested',
  schemaVersion: 1,
  data: {
    anonymous: false,
    coins: '833' as CoinsText,
    giftId: 'rose' as GiftId,
    giftTxId: 'tx-1' as GiftTxId,
    grossRate: usd('0.01'),
    netRate: usd('0.005'),
    policyVersion: 1,
    price: '1' as CoinsText,
    quantity: 833,
    recipients: [
      {
        creatorId: 'cy' as CreatorId,
        microdiamonds: '416500000' as MicrodiamondsText,
        shareCoins: '833' as CoinsText,
      },
    ],
    splitVersion: 0,
    validUntil: '2026-11-01T12:01:00.000Z',
    viewerId: 'ana' as ViewerId,
  },
};

const ALLOCATIONS = [
  { coins: '833' as CoinsText, purchaseId: 'stripe.tx-1' as PurchaseId, value: usd('9.996') },
];
const CONFIRM: GiftCommand = {
  kind: 'confirm-spend',
  allocations: ALLOCATIONS,
  balanceAfter: '0' as CoinsText,
};
const DECLINE: GiftCommand = { kind: 'decline', code: 'insufficient-coins' };

const { validUntil: _, ...facts } = REQUESTED.data;
const SENT: GiftSent = {
  type: 'GiftSent',
  schemaVersion: 1,
  data: { ...facts, allocations: ALLOCATIONS, balanceAfter: '0' as CoinsText },
};
const DECLINED: GiftDeclined = {
  type: 'GiftDeclined',
  schemaVersion: 1,
  data: {
    code: 'insufficient-coins',
    coins: '833' as CoinsText,
    giftTxId: 'tx-1' as GiftTxId,
    viewerId: 'ana' as ViewerId,
  },
};

describe('a gift that is asked for', () => {
  it('is priced by the policy of the moment, to the last microdiamond', () => {
    given(giftDecider).when(roses()).then(REQUESTED);
  });

  it('keeps session, message and anonymity', () => {
    const sessionId = 'live-1' as SessionId;
    given(giftDecider)
      .when(roses({ sessionId, messageRef: 'tx-1', anonymous: true }))
      .then({
        ...REQUESTED,
        data: { ...REQUESTED.data, anonymous: true, messageRef: 'tx-1', sessionId },
      });
  });

  it('is refused where nothing may be recorded', () => {
    const toOneself = roses({ creatorId: 'ana' as CreatorId });
    given(giftDecider).when(toOneself).thenRefused('self-gift');
    given(giftDecider)
      .when(roses({ giftId: 'tulip' as GiftId }))
      .thenRefused('unknown-gift');
    given(giftDecider)
      .when(roses({ priceVersion: 2 }))
      .thenRefused('price-version-stale');
    expect(whyNotRequested(roses({ priceVersion: 1 }))).toBeUndefined();
    expect(isRefusal(giftDecider.decide(roses(), giftDecider.initial))).toBe(false);
  });

  it('is asked for only once', () => {
    given(giftDecider, REQUESTED).when(roses()).thenThrows(InvariantViolation);
  });
});

describe('the answer of the wallet', () => {
  it('sends the gift with the lots that paid for it', () => {
    given(giftDecider, REQUESTED).when(CONFIRM).then(SENT);
  });

  it('declines the gift with its code', () => {
    given(giftDecider, REQUESTED).when(DECLINE).then(DECLINED);
  });

  it.each<[string, GiftEvent[]]>([
    ['that was never asked for', []],
    ['that was sent', [REQUESTED, SENT]],
    ['that was declined', [REQUESTED, DECLINED]],
  ])('breaks the line for a gift %s', (_, history) => {
    given(giftDecider, ...history)
      .when(CONFIRM)
      .thenThrows(InvariantViolation);
    given(giftDecider, ...history)
      .when(DECLINE)
      .thenThrows(InvariantViolation);
  });
});

describe('a history that cannot be', () => {
  it('breaks the line', () => {
    expect(given(giftDecider, SENT).state).toThrow(InvariantViolation);
    expect(given(giftDecider, DECLINED).state).toThrow(InvariantViolation);
  });

  it('is not guessed at where a type or a version is unknown', () => {
    const newer = { ...REQUESTED, schemaVersion: 2 };
    const unknown = { type: 'GiftLost', schemaVersion: 1, data: {} } as never;
    expect(given(giftDecider, newer).state).toThrow(UnknownEvent);
    expect(given(giftDecider, unknown).state).toThrow(UnknownEvent);
  });
});
