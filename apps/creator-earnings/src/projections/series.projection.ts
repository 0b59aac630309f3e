import { addCoins, type CoinsText, NO_COINS, printCoins, readCoins } from '@gifting/kernel/coins';
import {
  addDiamonds,
  type MicrodiamondsText,
  NO_DIAMONDS,
  printMicrodiamonds,
  readMicrodiamonds,
} from '@gifting/kernel/diamonds';
import { UnknownEvent } from '@gifting/kernel';
import type { Projection } from '@gifting/engine';
import type { EarningsEvent } from '../domain/earnings.events';

/** What was credited within one hour. */
export type HourTotal = {
  /** The creator's share. */
  readonly coins: CoinsText;
  /** Sendings, whatever their quantity. */
  readonly gifts: number;
  readonly microdiamonds: MicrodiamondsText;
};

/** One day of one creator. */
export type SeriesRow = {
  /** `2026-11-25`, in UTC. */
  readonly day: string;
  /** By hour of the day, `00` to `23`; hours without credits are absent. */
  readonly hours: Readonly<Record<string, HourTotal>>;
};

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/**
 * What a creator earned hour by hour, for charts. A credit counts in the hour in which it was recorded.
 * There is one row for each day with credits, of at most 24 totals: coarser buckets are sums of
 * these, and an index by day finds them.
 */
export const series: Projection<SeriesRow, EarningsEvent> = {
  name: 'earnings-series-v1',
  categories: ['earnings'],

  keys({ metadata, stream, type }) {
    if (type !== 'DiamondsCredited') return [];
    return [`${stream.slice('earnings-'.length)}/${metadata.recordedAt.slice(0, DAY_LENGTH)}`];
  },

  evolve(row, event) {
    if (event.type !== 'DiamondsCredited' || event.schemaVersion !== 1) {
      throw new UnknownEvent(event);
    }
    const { microdiamonds, shareCoins } = event.data;
    const { recordedAt } = event.metadata;
    const hour = recordedAt.slice(DAY_LENGTH + 1, DAY_LENGTH + 3);
    const before = row?.hours[hour];
    const total = {
      coins: addCoins(before ? readCoins(before.coins) : NO_COINS, readCoins(shareCoins)),
      microdiamonds: addDiamonds(
        before ? readMicrodiamonds(before.microdiamonds) : NO_DIAMONDS,
        readMicrodiamonds(microdiamonds),
      ),
    };
    return {
      day: recordedAt.slice(0, DAY_LENGTH),
      hours: {
        ...row?.hours,
        [hour]: {
          coins: printCoins(total.coins),
          gifts: (before?.gifts ?? 0) + 1,
          microdiamonds: printMicrodiamonds(total.microdiamonds),
        },
      },
    };
  },

  entries: ({ day }, key) => [{ index: key.slice(0, -DAY_LENGTH - 1), order: day }],
};

/** The place in a creator's index before the first row of a day. */
export const beforeDay = (creatorId: string, day: string) => ({ order: day, key: `${creatorId}/` });
