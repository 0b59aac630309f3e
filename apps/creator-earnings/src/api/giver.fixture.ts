import type { CoinsText } from '@gifting/kernel/coins';
import type { CreatorId, GiftId, GiftTxId, ViewerId } from '@gifting/kernel';
import type { ServiceAlone } from '@gifting/testing';
import { diamonds, SEED } from '../domain/earnings.fixture';

export interface Given {
  readonly viewerId?: string;
  readonly coins: number;
  readonly message?: string;
}

/** Delivers the messages by which the gift service reports gifts, for specs. */
export class Giver {
  #gifts = 0;

  constructor(private readonly service: () => ServiceAlone) {}

  /** A gift that was sent and credited, when it resolves. @returns its giftTxId */
  async give(creatorId: string, { viewerId, coins, message }: Given): Promise<string> {
    const giftTxId = `gift-${(this.#gifts += 1)}`;
    const { ports } = this.service();
    if (message !== undefined) await ports.noteStore.put(`note-${giftTxId}`, message);
    await this.service().tell('gift', `earnings-${creatorId}`, 'GiftSent', {
      anonymous: viewerId === undefined,
      coins: String(coins) as CoinsText,
      giftId: 'rose' as GiftId,
      giftTxId: giftTxId as GiftTxId,
      grossRate: SEED.grossRate,
      ...(message === undefined ? {} : { messageRef: `note-${giftTxId}` }),
      netRate: SEED.netRate,
      policyVersion: 1,
      quantity: coins,
      recipient: {
        creatorId: creatorId as CreatorId,
        microdiamonds: diamonds(coins / 2),
        shareCoins: String(coins) as CoinsText,
      },
      splitVersion: 0,
      ...(viewerId === undefined ? {} : { viewerId: viewerId as ViewerId }),
    });
    return giftTxId;
  }
}
