import {
  convertToMicrodiamonds,
  findGift,
  grossRateOf,
  netRateOf,
  type Policy,
} from '@gifting/economy';
import {
  assertNever,
  type CreatorId,
  type Decider,
  type GiftId,
  type GiftTxId,
  InvariantViolation,
  refuse,
  type Refusal,
  type RefusalCode,
  type SessionId,
  UnknownEvent,
  type ViewerId,
} from '@gifting/kernel';
import { type CoinsText, coins as coinsOf, printCoins } from '@gifting/kernel/coins';
import { printMicrodiamonds } from '@gifting/kernel/diamonds';
import { printMoney } from '@gifting/kernel/money';
import type { Allocation } from '@gifting/kernel/facts';
import { GiftDeclined, type GiftEvent, GiftRequested, GiftSent } from './gift.events';

/** How long a gift may wait for its coins (design.md section 4, 14). */
const VALID_FOR_MS = 60_000;

export interface RequestGift {
  readonly kind: 'request';
  readonly now: string;
  readonly giftTxId: GiftTxId;
  readonly viewerId: ViewerId;
  readonly creatorId: CreatorId;
  readonly giftId: GiftId;
  readonly quantity: number;
  readonly anonymous: boolean;
  readonly sessionId?: SessionId;
  readonly messageRef?: string;
  /** The price version that the viewer saw; absent accepts the present one. */
  readonly priceVersion?: number;
  /** The version that is active now. */
  readonly pricing: { readonly version: number; readonly policy: Policy };
}

export type GiftCommand =
  | RequestGift
  | {
      readonly kind: 'confirm-spend';
      readonly allocations: readonly Allocation[];
      readonly balanceAfter: CoinsText;
    }
  | { readonly kind: 'decline'; readonly code: RefusalCode };

export type GiftState =
  | { readonly stage: 'none' }
  | { readonly stage: 'requested'; readonly request: GiftRequested['data'] }
  | { readonly stage: 'sent'; readonly gift: GiftSent['data'] }
  | {
      readonly stage: 'declined';
      readonly request: GiftRequested['data'];
      readonly code: RefusalCode;
    };

/** One sending of a gift: asked for, then sent or declined, as the wallet says. */
export const giftDecider: Decider<GiftCommand, GiftEvent, GiftState> = {
  initial: { stage: 'none' },

  decide(command, state) {
    switch (command.kind) {
      case 'request':
        if (state.stage !== 'none') throw new InvariantViolation('a gift is asked for only once');
        return request(command);
      case 'confirm-spend':
        return [
          GiftSent.of(requested(state), {
            allocations: command.allocations,
            balanceAfter: command.balanceAfter,
          }),
        ];
      case 'decline':
        return [GiftDeclined.of(requested(state), { code: command.code })];
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    switch (event.type) {
      case 'GiftRequested':
        return { stage: 'requested', request: event.data };
      case 'GiftSent':
        requested(state);
        return { stage: 'sent', gift: event.data };
      case 'GiftDeclined':
        return { stage: 'declined', request: requested(state), code: event.data.code };
      default:
        throw new UnknownEvent(event);
    }
  },
};

/** What the gift was asked for, while its coins are still awaited. */
function requested(state: GiftState): GiftRequested['data'] {
  if (state.stage !== 'requested') {
    throw new InvariantViolation(`coins were decided on for a gift that is ${state.stage}`);
  }
  return state.request;
}

/** Why a gift cannot even be asked for; nothing is recorded then. */
export function whyNotRequested(command: RequestGift): Refusal | undefined {
  const { creatorId, giftId, priceVersion, pricing, viewerId } = command;
  if (creatorId === viewerId) return refuse('self-gift', 'nobody can send a gift to oneself');
  if (findGift(pricing.policy, giftId) === undefined) {
    return refuse('unknown-gift', `the catalogue has no gift ${giftId}`);
  }
  if (priceVersion !== undefined && priceVersion !== pricing.version) {
    return refuse('price-version-stale', `prices are at version ${pricing.version} now`);
  }
  return undefined;
}

function request(command: RequestGift): readonly GiftEvent[] | Refusal {
  const { policy, version } = command.pricing;
  const gift = findGift(policy, command.giftId);
  const refusal = whyNotRequested(command);
  if (refusal !== undefined) return refusal;
  if (gift === undefined) throw new InvariantViolation(`no gift ${command.giftId}`);
  const coins = coinsOf(gift.coins * BigInt(command.quantity));
  const microdiamonds = printMicrodiamonds(convertToMicrodiamonds(policy, coins));
  const [gross, net] = [grossRateOf(policy), netRateOf(policy)];
  return [
    GiftRequested.of(command, {
      coins: printCoins(coins),
      grossRate: printMoney(gross.currency, gross.micros),
      netRate: printMoney(net.currency, net.micros),
      policyVersion: version,
      price: printCoins(gift.coins),
      recipients: [{ creatorId: command.creatorId, microdiamonds, shareCoins: printCoins(coins) }],
      splitVersion: 0,
      validUntil: new Date(Date.parse(command.now) + VALID_FOR_MS).toISOString(),
    }),
  ];
}
