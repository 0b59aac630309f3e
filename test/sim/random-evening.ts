import fc from 'fast-check';
import { parsePolicy, PRESETS } from '@gifting/economy';
import type {
  CreatorId,
  GiftId,
  GiftTxId,
  PayoutId,
  ProviderId,
  TransactionId,
  ViewerId,
} from '@gifting/kernel';
import type { Currency } from '@gifting/kernel/money';
import type { RequestGift } from '../../apps/gift/src/domain/gift.decider';
import { type PayoutState } from '../../apps/payout/src/domain/payout.state';
import type { RequestPayout } from '../../apps/payout/src/domain/payout.decider';
import type { PurchaseCommand } from '../../apps/wallet/src/domain/purchase.decider';
import type { PureEconomy } from './pure-economy';
import { giveBack, notice, playRefund, REFUNDS, type RefundStep } from './random-refunds';

const PRICING = { version: 1, policy: parsePolicy(PRESETS.seed) };
const VIEWERS = ['ana', 'bo', 'cal'];
const CREATORS = ['cy', 'di'];
const GIFTS = ['rose', 'panda', 'fireworks', 'ferris-wheel'];

interface Buy {
  readonly viewer: number;
  readonly cents: number;
}
interface Give {
  readonly viewer: number;
  readonly creator: number;
  readonly gift: number;
  readonly quantity: number;
  readonly anonymous: boolean;
}
interface CashOut {
  readonly creator: number;
}

/** `taken`: the provider has named what it got, and has not decided. */
const SETTLEMENTS = ['paid', 'failed', 'returned', 'taken'] as const;
type Settlement = (typeof SETTLEMENTS)[number];

/** One thing that happens: something new from outside, or the arrival of a message. */
export type Step =
  | { readonly buy: Buy }
  | { readonly give: Give }
  | { readonly cashOut: CashOut }
  | { readonly settle: Settlement }
  | { readonly operate: { readonly viewer: number; readonly action: 'freeze' | 'unfreeze' } }
  | RefundStep
  /** Everything arrives that is under way. */
  | 'arrive'
  | { readonly deliver: { readonly which: number; readonly again: boolean } };

const buy = fc.record({
  buy: fc.record({ viewer: fc.nat(2), cents: fc.integer({ min: 1, max: 20_000 }) }),
});
const give = fc.record({
  give: fc.record({
    viewer: fc.nat(2),
    creator: fc.nat(1),
    gift: fc.nat(3),
    quantity: fc.integer({ min: 1, max: 500 }),
    anonymous: fc.boolean(),
  }),
});
const cashOut = fc.record({ cashOut: fc.record({ creator: fc.nat(1) }) });
const settle = fc.record({ settle: fc.constantFrom(...SETTLEMENTS) });
const operate = fc.record({
  operate: fc.record({ viewer: fc.nat(2), action: fc.constantFrom('freeze', 'unfreeze') }),
});
const deliver = fc.record({ deliver: fc.record({ which: fc.nat(1_000), again: fc.boolean() }) });

/** Any evening: hops of different keys overtake each other as they like. */
export const anyEvening: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: buy },
    { weight: 4, arbitrary: give },
    { weight: 1, arbitrary: cashOut },
    { weight: 2, arbitrary: settle },
    { weight: 1, arbitrary: operate },
    { weight: 2, arbitrary: giveBack },
    { weight: 3, arbitrary: notice },
    { weight: 12, arbitrary: deliver },
  ),
  { minLength: 20, maxLength: 200 },
);

/** One evening in which every kind of event happens. */
export const FULL_EVENING: readonly Step[] = [
  { buy: { viewer: 0, cents: 10_000 } },
  { buy: { viewer: 0, cents: 5_000 } },
  ...Array.from({ length: 30 }, (_, index): Step[] => [
    { give: { viewer: 0, creator: index % 2, gift: 1, quantity: 40, anonymous: index % 3 === 0 } },
    ...Array.from({ length: 6 }, (): Step => ({ deliver: { which: index, again: false } })),
  ]).flat(),
  { cashOut: { creator: 0 } },
  { cashOut: { creator: 1 } },
  ...Array.from({ length: 40 }, (_, which): Step => ({ deliver: { which, again: true } })),
  { settle: 'paid' },
  { settle: 'paid' },
  ...Array.from({ length: 40 }, (_, which): Step => ({ deliver: { which, again: false } })),
  { settle: 'returned' },
  ...Array.from({ length: 40 }, (_, which): Step => ({ deliver: { which, again: false } })),
  { buy: { viewer: 0, cents: 2_000 } },
  ...Array.from({ length: 20 }, (_, which): Step => ({ deliver: { which, again: false } })),
  { buy: { viewer: 1, cents: 1 } },
  { give: { viewer: 1, creator: 0, gift: 3, quantity: 1, anonymous: false } },
  { cashOut: { creator: 1 } },
  { cashOut: { creator: 1 } },
  { give: { viewer: 0, creator: 0, gift: 0, quantity: 5, anonymous: false } },
  { give: { viewer: 0, creator: 1, gift: 0, quantity: 5, anonymous: false } },
  // What is written here later must not change what the golden files have of the evening before.
  'arrive',
  { buy: { viewer: 2, cents: 84 } },
  { deliver: { which: 0, again: false } },
  { deliver: { which: 0, again: true } },
  // The fifth purchase is the one just made.
  ...REFUNDS(4).flatMap((steps): readonly Step[] => [
    ...steps,
    ...Array.from({ length: 6 }, (_, which): Step => ({ deliver: { which, again: true } })),
  ]),
  { buy: { viewer: 2, cents: 1_000 } },
  { give: { viewer: 2, creator: 0, gift: 0, quantity: 5, anonymous: false } },
  'arrive',
  { give: { viewer: 0, creator: 0, gift: 1, quantity: 200, anonymous: false } },
  ...Array.from({ length: 40 }, (_, which): Step => ({ deliver: { which, again: false } })),
  { cashOut: { creator: 0 } },
  ...Array.from({ length: 40 }, (_, which): Step => ({ deliver: { which, again: false } })),
  { settle: 'paid' },
  { settle: 'taken' },
  { settle: 'paid' },
  { operate: { viewer: 2, action: 'freeze' } },
  { operate: { viewer: 2, action: 'unfreeze' } },
];

/** Plays the steps, and delivers at the end what is still under way. */
export function play(economy: PureEconomy, steps: readonly Step[]): void {
  steps.forEach((step, index) => {
    if (step === 'arrive') arrive(economy);
    else playStep(economy, step, index);
  });
  arrive(economy);
}

function arrive(economy: PureEconomy): void {
  for (let open = economy.open; open.length > 0; open = economy.open) {
    for (const stream of open) economy.deliver(stream);
  }
}

function playStep(economy: PureEconomy, step: Exclude<Step, 'arrive'>, index: number): void {
  if ('buy' in step) {
    economy.command(`purchase-demo.t${index}`, captureOf(step.buy, index, economy.now));
  } else if ('give' in step) {
    economy.command(`gift-g${index}`, giftOf(step.give, index, economy.now));
  } else if ('cashOut' in step) {
    economy.command(`payout-y${index}`, payoutOf(step.cashOut, index));
  } else if ('settle' in step) {
    settlePayouts(economy, step.settle);
  } else if ('operate' in step) {
    const { action, viewer } = step.operate;
    const viewerId = VIEWERS[viewer] as ViewerId;
    economy.command(`wallet-${viewerId}`, { kind: action, reason: 'asked', viewerId });
  } else if ('giveBack' in step || 'notice' in step) {
    playRefund(economy, step, index);
  } else {
    const { open } = economy;
    const stream = open[step.deliver.which % Math.max(1, open.length)];
    if (stream !== undefined) economy.deliver(stream, step.deliver.again);
  }
}

const captureOf = ({ cents, viewer }: Buy, index: number, now: string): PurchaseCommand => ({
  kind: 'capture',
  now,
  report: {
    capturedAt: now,
    channel: 'web',
    method: 'card',
    paid: { currency: 'USD' as Currency, value: (cents / 100).toFixed(2) },
    provider: 'demo' as ProviderId,
    region: 'US',
    transactionId: `t${index}` as TransactionId,
    viewerId: (VIEWERS[viewer] ?? '') as ViewerId,
  },
  upstream: { id: `e${index}`, source: '/shop' },
  pricing: PRICING,
});

const giftOf = (
  { anonymous, creator, gift, quantity, viewer }: Give,
  index: number,
  now: string,
): RequestGift => ({
  kind: 'request',
  now,
  giftTxId: `g${index}` as GiftTxId,
  viewerId: (VIEWERS[viewer] ?? '') as ViewerId,
  creatorId: (CREATORS[creator] ?? '') as CreatorId,
  giftId: (GIFTS[gift] ?? '') as GiftId,
  quantity,
  anonymous,
  pricing: PRICING,
});

const payoutOf = ({ creator }: CashOut, index: number): RequestPayout => ({
  kind: 'request',
  payoutId: `y${index}` as PayoutId,
  creatorId: (CREATORS[creator] ?? '') as CreatorId,
  method: 'paypal',
  destinationToken: 'ok-12345678',
  pricing: PRICING,
});

/** What the process manager and the provider do, as commands. */
function settlePayouts(economy: PureEconomy, outcome: Settlement): void {
  const streams = new Set(
    economy.log.map(({ stream }) => stream).filter((stream) => stream.startsWith('payout-')),
  );
  for (const stream of streams) {
    const { stage } = economy.stateOf<PayoutState>(stream, { stage: 'none' });
    if (stage === 'approved') {
      economy.command(stream, { kind: 'submit', provider: 'sandbox', now: economy.now });
    } else if (stage === 'submitted' && outcome === 'taken') {
      economy.command(stream, { kind: 'accept', reference: stream });
    } else if (stage === 'submitted' && outcome === 'failed') {
      economy.command(stream, { kind: 'settle', outcome: { state: 'failed', reason: 'refused' } });
    } else if (stage === 'submitted') {
      economy.command(stream, { kind: 'settle', outcome: { state: 'paid', reference: stream } });
    } else if (stage === 'paid' && outcome === 'returned') {
      economy.command(stream, {
        kind: 'settle',
        outcome: { state: 'returned', reference: stream },
      });
    }
  }
}
