import { InvariantViolation, type ProviderId, type TransactionId } from '@gifting/kernel';
import type { Currency, MoneyText } from '@gifting/kernel/money';
import { given } from '@gifting/testing';
import { purchaseDecider } from './purchase.decider';
import {
  PurchaseCaptured,
  PurchaseCredited,
  type PurchaseEvent,
  PurchaseHeld,
  RefundFailedReported,
  RefundReported,
  RefundReversedReported,
} from './purchase.events';
import { type NoticeRefund, outcomeOf, type RefundNotice } from './purchase.refunds';
import { coinsOf, IDS, NOW, PURCHASE_ID, REFUND_ID, UNTIL, usd, VIEWER_ID } from './refund.fixture';

const UPSTREAM = { id: 'evt-9', source: '/shop' };
const APPROVED = { coins: coinsOf(33), money: usd('0.39') };

const CAPTURED = PurchaseCaptured.of({
  grant: {
    coins: coinsOf(70),
    refundableUntil: UNTIL,
    residual: usd('0.00'),
    unitCost: usd('0.012'),
  },
  policyVersion: 1,
  purchaseId: PURCHASE_ID,
  report: {
    capturedAt: NOW,
    channel: 'web',
    method: 'card',
    paid: usd('0.84'),
    provider: 'demo' as ProviderId,
    region: 'US',
    transactionId: 'tx-1' as TransactionId,
    viewerId: VIEWER_ID,
  },
  upstream: { id: 'evt-1', source: '/shop' },
});
const CREDITED = PurchaseCredited.of({
  coins: coinsOf(70),
  purchaseId: PURCHASE_ID,
  viewerId: VIEWER_ID,
});
const BOUGHT = [CAPTURED, CREDITED];

const notice = (what: RefundNotice): NoticeRefund => ({
  kind: 'notice-refund',
  refundId: REFUND_ID,
  approved: APPROVED,
  notice: what,
  upstream: UPSTREAM,
});
const paid = (amount: MoneyText = usd('0.40')) => notice({ stage: 'reported', amount });
const fail = notice({ stage: 'failed' });
const reverse = (amount: MoneyText = usd('0.38')) => notice({ stage: 'reversed', amount });

const reported = (amount = '0.40') =>
  RefundReported.of(IDS, {
    amount: usd(amount),
    approved: APPROVED,
    coins: undefined,
    upstream: UPSTREAM,
  });
const failed = RefundFailedReported.of(IDS, { upstream: UPSTREAM });
const reversed = (wasReported: boolean, amount = '0.38') =>
  RefundReversedReported.of(IDS, {
    amount: usd(amount),
    reported: wasReported,
    upstream: UPSTREAM,
  });

describe('what the provider says of an approved refund', () => {
  it('is recorded with what was approved', () => {
    given(purchaseDecider, ...BOUGHT)
      .when(paid())
      .then(reported());
    given(purchaseDecider, ...BOUGHT)
      .when(fail)
      .then(failed);
  });

  it('keeps the coins that the provider names', () => {
    const named = notice({ stage: 'reported', amount: usd('0.40'), coins: coinsOf(7) });
    const [event] = purchaseDecider.decide(
      named,
      given(purchaseDecider, ...BOUGHT).state(),
    ) as PurchaseEvent[];
    expect(event?.data).toEqual({ ...reported().data, coins: '7' });
  });

  it('is taken while the credit of the purchase is still under way', () => {
    given(purchaseDecider, CAPTURED).when(paid()).then(reported());
    given(purchaseDecider, CAPTURED, reported(), CREDITED).when(paid()).thenNothing();
  });

  it('says at a reversal whether the money had gone out', () => {
    given(purchaseDecider, ...BOUGHT, reported())
      .when(reverse())
      .then(reversed(true));
    given(purchaseDecider, ...BOUGHT)
      .when(reverse())
      .then(reversed(false));
  });

  it('may be late: paid, after the reversal that ended it', () => {
    given(purchaseDecider, ...BOUGHT, reversed(false))
      .when(paid())
      .then(reported());
  });

  it.each<[string, PurchaseEvent[], NoticeRefund]>([
    ['paid', [reported()], paid()],
    ['paid and reversed since', [reported(), reversed(true)], paid()],
    ['failed', [failed], fail],
    ['reversed', [reversed(false)], reverse()],
  ])('is the same when it comes again: %s', (_, history, command) => {
    const again = { ...command, upstream: { id: 'evt-10', source: '/elsewhere' } };
    given(purchaseDecider, ...BOUGHT, ...history)
      .when(again)
      .thenNothing();
  });

  it.each<[string, PurchaseEvent[], NoticeRefund]>([
    ['paid with another amount', [reported()], paid(usd('0.41'))],
    [
      'paid with coins named',
      [reported()],
      notice({ stage: 'reported', amount: usd('0.40'), coins: coinsOf(33) }),
    ],
    ['reversed with another amount', [reversed(false)], reverse(usd('0.41'))],
    [
      'paid in another currency',
      [reported()],
      paid({ currency: 'EUR' as Currency, value: '0.40' }),
    ],
    ['paid though it failed', [failed], paid()],
    ['reversed though it failed', [failed], reverse()],
    ['failed though it was paid', [reported()], fail],
    ['failed though it was reversed', [reversed(false)], fail],
  ])('conflicts with what was reported before: %s', (_, history, command) => {
    given(purchaseDecider, ...BOUGHT, ...history)
      .when(command)
      .thenRefused('notice-conflict');
  });

  it.each([paid, reverse])('must be in the currency of the purchase', (say) => {
    given(purchaseDecider, ...BOUGHT)
      .when(say({ currency: 'EUR' as Currency, value: '0.39' }))
      .thenRefused('validation');
  });

  it('leaves the report of the purchase what it was', () => {
    const { report, upstream } = CAPTURED.data;
    const pricing = { version: 1, policy: undefined as never };
    given(purchaseDecider, ...BOUGHT, reported())
      .when({ kind: 'capture', now: NOW, report, upstream, pricing })
      .thenNothing();
  });

  it.each<[string, PurchaseEvent[]]>([
    ['that never was', []],
    [
      'that is held',
      [CAPTURED, PurchaseHeld.of({ code: 'unknown-bundle', purchaseId: PURCHASE_ID })],
    ],
  ])('cannot be of a purchase %s', (_, history) => {
    given(purchaseDecider, ...history)
      .when(paid())
      .thenThrows(InvariantViolation);
    expect(given(purchaseDecider, ...history, reported()).state).toThrow(InvariantViolation);
  });

  it.each<[string, PurchaseEvent]>([
    ['paid', reported()],
    ['failed', failed],
    ['reversed', reversed(false)],
  ])('has no history in which it is %s twice', (_, event) => {
    expect(given(purchaseDecider, ...BOUGHT, event, event).state).toThrow(InvariantViolation);
  });
});

describe('the outcome of a refund', () => {
  it('is failed once it failed or was reversed, paid or not', () => {
    const amount = usd('0.39');
    expect(outcomeOf({})).toBe('approved');
    expect(outcomeOf({ reported: { amount } })).toBe('paid');
    expect(outcomeOf({ failed: true })).toBe('failed');
    expect(outcomeOf({ reversed: { amount } })).toBe('failed');
    expect(outcomeOf({ reported: { amount }, reversed: { amount } })).toBe('failed');
  });
});
