import type { FeedMessages, FeedMessageType } from '@gifting/contracts';
import type { CoinsText } from '@gifting/kernel/coins';
import type {
  CreatorId,
  GiftId,
  GiftTxId,
  PayoutId,
  Position,
  SessionId,
  ViewerId,
} from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import { type FeedMessage, UnknownMessage } from '@gifting/engine';
import { diamonds, redeem, reserve, restore, SEED, usd } from './domain/earnings.fixture';
import { type EarningsCommand, earningsDecider } from './domain/earnings.decider';
import { earningsKind } from './incoming';

const NOW = '2026-11-25T12:00:00.000Z';

const message = <Type extends FeedMessageType>(type: Type, data: FeedMessages[Type]): FeedMessage =>
  ({
    type,
    schemaVersion: 1,
    data,
    key: 'earnings-cleo',
    source: { position: '1' as Position, producer: 'gift', store: 'store.1' },
    recordedAt: NOW,
    traceId: undefined,
  }) as FeedMessage;

const commandOf = <Type extends FeedMessageType>(type: Type, data: FeedMessages[Type]) =>
  earningsKind.commandOf(message(type, data), NOW);

const creatorId = 'cleo' as CreatorId;
const end = { creatorId, payoutId: 'y1' as PayoutId };

const gift: FeedMessages['GiftSent'] = {
  anonymous: true,
  coins: '1000' as CoinsText,
  giftId: 'rose' as GiftId,
  giftTxId: 'gift-1' as GiftTxId,
  ...SEED,
  policyVersion: 1,
  quantity: 1_000,
  recipient: {
    creatorId,
    microdiamonds: '350000000' as MicrodiamondsText,
    shareCoins: '700' as CoinsText,
  },
  splitVersion: 2,
};

/** What is stored of a message that credits. */
const storedOf = (data: FeedMessages['GiftSent']) =>
  earningsDecider.decide(commandOf('GiftSent', data) as EarningsCommand, earningsDecider.initial);

const credit = {
  anonymous: true,
  coins: '1000',
  creatorId: 'cleo',
  giftId: 'rose',
  giftTxId: 'gift-1',
  ...SEED,
  microdiamonds: '350000000',
  policyVersion: 1,
  quantity: 1_000,
  shareCoins: '700',
  splitVersion: 2,
};

describe("a creator's earnings", () => {
  it('are credited with their own part of a gift', () => {
    expect(storedOf(gift)).toStrictEqual([
      { type: 'DiamondsCredited', schemaVersion: 1, data: credit },
    ]);
  });

  it('know viewer, session and message where the gift has them', () => {
    const more = {
      anonymous: false,
      messageRef: 'note-1',
      sessionId: 'live-1' as SessionId,
      viewerId: 'ana' as ViewerId,
    };
    expect(storedOf({ ...gift, ...more })).toStrictEqual([
      { type: 'DiamondsCredited', schemaVersion: 1, data: { ...credit, ...more } },
    ]);
  });

  it('store no member that is not declared', () => {
    const wider = { ...gift, surprise: 'x' };
    expect(storedOf(wider)).toStrictEqual(storedOf(gift));
  });

  it('are asked for all that can be paid out, or for an amount', () => {
    const asked = {
      ...end,
      minimum: usd('1.00'),
      providerFee: usd('0.25'),
      providerFeeBearer: 'creator',
    } as const;
    expect(commandOf('PayoutRequested', asked)).toEqual(
      reserve('y1', { fee: '0.25', bearer: 'creator' }),
    );
    expect(commandOf('PayoutRequested', { ...asked, microdiamonds: diamonds(416) })).toEqual(
      reserve('y1', { amount: 416, fee: '0.25', bearer: 'creator' }),
    );
  });

  it('follow the end of a payout', () => {
    expect(commandOf('PayoutPaid', end)).toEqual(redeem('y1'));
    expect(commandOf('PayoutFailed', end)).toEqual(restore('y1', 'reserved'));
    expect(commandOf('PayoutDeclined', end)).toEqual(restore('y1', 'reserved'));
    expect(commandOf('PayoutCancelled', end)).toEqual(restore('y1', 'reserved'));
    expect(commandOf('PayoutReturned', end)).toEqual(restore('y1', 'redeemed'));
  });

  it('skip no message that they do not know', () => {
    expect(() => commandOf('OperationAnswered', { operationId: 'op-1' })).toThrow(UnknownMessage);
  });
});
