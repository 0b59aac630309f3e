import { acceptsReason, type Policy, refundableUntil } from '@gifting/economy';
import { type Coins, type CoinsText, printCoins } from '@gifting/kernel/coins';
import {
  assertNever,
  type Decider,
  InvariantViolation,
  type PurchaseId,
  refuse,
  type Refusal,
  type RefusalCode,
  UnknownEvent,
  type ViewerId,
} from '@gifting/kernel';
import type { MoneyText } from '@gifting/kernel/money';
import { RefundApproved, RefundDeclined, type RefundEvent, RefundRequested } from './refund.events';

export interface RequestRefund {
  readonly kind: 'request';
  readonly refundId: string;
  readonly purchaseId: PurchaseId;
  readonly viewerId: ViewerId;
  readonly reason: string;
  /** Absent: all coins of the lot that are unspent. */
  readonly coins?: Coins;
  readonly capturedAt: string;
  /** The version that priced the purchase. */
  readonly pricing: { readonly version: number; readonly policy: Policy };
}

export type RefundCommand =
  | RequestRefund
  /** The wallet has answered. */
  | { readonly kind: 'approve'; readonly coins: CoinsText; readonly money: MoneyText }
  | { readonly kind: 'decline'; readonly code: RefusalCode };

export type RefundState =
  | { readonly stage: 'none' }
  | { readonly stage: 'requested'; readonly request: RefundRequested['data'] }
  | {
      readonly stage: 'approved';
      readonly request: RefundRequested['data'];
      readonly approved: RefundApproved['data'];
    }
  | {
      readonly stage: 'declined';
      readonly request: RefundRequested['data'];
      readonly code: RefusalCode;
    };

/** A viewer's refund: requested, then approved or declined as the wallet decides. */
export const refundDecider: Decider<RefundCommand, RefundEvent, RefundState> = {
  initial: { stage: 'none' },

  /** A reason that the terms do not accept is refused before anything is recorded. */
  decide(command, state) {
    switch (command.kind) {
      case 'request':
        if (state.stage !== 'none') throw impossible('requested', state);
        return request(command);
      case 'approve': {
        if (state.stage !== 'requested') throw impossible('approved', state);
        const { coins, money } = command;
        const { purchaseId, refundId, viewerId } = state.request;
        return [RefundApproved.of({ coins, money, purchaseId, refundId, viewerId })];
      }
      case 'decline':
        if (state.stage !== 'requested') throw impossible('declined', state);
        return [RefundDeclined.of(state.request, { code: command.code })];
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    switch (event.type) {
      case 'RefundRequested':
        if (state.stage !== 'none') throw impossible('requested', state);
        return { stage: 'requested', request: event.data };
      case 'RefundApproved':
        if (state.stage !== 'requested') throw impossible('approved', state);
        return { stage: 'approved', request: state.request, approved: event.data };
      case 'RefundDeclined':
        if (state.stage !== 'requested') throw impossible('declined', state);
        return { stage: 'declined', request: state.request, code: event.data.code };
      default:
        throw new UnknownEvent(event);
    }
  },
};

function request(command: RequestRefund): readonly RefundEvent[] | Refusal {
  const { capturedAt, coins, pricing, purchaseId, reason, refundId, viewerId } = command;
  const { refund: terms } = pricing.policy;
  if (!acceptsReason(terms, reason)) {
    const accepted = terms.reasons.join(', ') || 'none';
    return refuse(
      'refund-reason',
      `The reasons that allow a refund of this purchase: ${accepted}.`,
    );
  }
  return [
    RefundRequested.of({
      ...(coins === undefined ? {} : { coins: printCoins(coins) }),
      policyVersion: pricing.version,
      purchaseId,
      reason,
      refundableUntil: refundableUntil(terms, capturedAt),
      refundId,
      viewerId,
    }),
  ];
}

const impossible = (what: string, { stage }: RefundState): InvariantViolation =>
  new InvariantViolation(`a refund that is ${stage} cannot be ${what}`);
