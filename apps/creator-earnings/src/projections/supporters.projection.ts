import { addCoins, type CoinsText, NO_COINS, printCoins, readCoins } from '@gifting/kernel/coins';
import { type CreatorId, type Position, UnknownEvent, type ViewerId } from '@gifting/kernel';
import type { IndexEntry } from '@gifting/read-store';
import type { ProjectedEvent, Projection } from '@gifting/engine';
import type { DiamondsCredited, EarningsEvent } from '../domain/earnings.events';
import { SUPPORTER_WINDOWS, type SupporterWindow, windowAt } from './supporter-windows';

/** What somebody gave within one window. */
export type SupporterTotal = {
  readonly coins: CoinsText;
  /** Sendings, whatever their quantity. */
  readonly gifts: number;
  /** Where `coins` was reached: of equal totals the older one ranks first. */
  readonly reachedAt: Position;
  /** The name of the window. */
  readonly window: string;
};

/** A supporter of one creator, with a total for the newest window of each span. */
export type SupporterRow = {
  readonly creatorId: CreatorId;
  readonly totals: Readonly<Record<SupporterWindow, SupporterTotal>>;
  /** Absent in the one row of all who did not want to be named. */
  readonly viewerId?: ViewerId;
};

/** The board of one window of one creator, most coins first. Ids hold no slash, so none collide. */
export const boardOf = (creatorId: string, span: SupporterWindow, window: string): string =>
  `${creatorId}/${span}/${window}`;

/**
 * Who supports a creator most, by day, week, month and altogether. One row for each supporter stands
 * on the boards of all four current windows; with the first gift of a new window it moves to the new
 * board. So rows grow with pairs of people, not with days.
 */
export const supporters: Projection<SupporterRow, EarningsEvent> = {
  name: 'supporters-v1',
  categories: ['earnings'],

  keys(event) {
    if (event.type !== 'DiamondsCredited') return [];
    const { creatorId, viewerId } = event.data;
    return [`${creatorId}/${viewerId ?? ''}`];
  },

  evolve(row, event) {
    if (event.type !== 'DiamondsCredited' || event.schemaVersion !== 1) {
      throw new UnknownEvent(event);
    }
    const { creatorId, viewerId } = event.data;
    const totalOf = (span: SupporterWindow) => credited(row?.totals[span], span, event);
    return {
      creatorId,
      totals: {
        all: totalOf('all'),
        day: totalOf('day'),
        month: totalOf('month'),
        week: totalOf('week'),
      },
      ...(viewerId === undefined ? {} : { viewerId }),
    };
  },

  entries: ({ creatorId, totals }) =>
    SUPPORTER_WINDOWS.map((span): IndexEntry => {
      const total = totals[span];
      return { index: boardOf(creatorId, span, total.window), order: orderOf(total) };
    }),
};

function credited(
  before: SupporterTotal | undefined,
  span: SupporterWindow,
  { data: { shareCoins }, metadata, position }: ProjectedEvent<DiamondsCredited>,
): SupporterTotal {
  const window = windowAt(span, metadata.recordedAt);
  if (before?.window !== window)
    return { coins: shareCoins, gifts: 1, reachedAt: position, window };
  const share = readCoins(shareCoins);
  return {
    coins: printCoins(addCoins(readCoins(before.coins), share)),
    gifts: before.gifts + 1,
    reachedAt: share === NO_COINS ? before.reachedAt : position,
    window,
  };
}

/** Above every total: a million gifts of the most coins that one may cost. */
const COINS_DIGITS = 24;
const COINS_END = 10n ** BigInt(COINS_DIGITS) - 1n;
const POSITION_DIGITS = 19;

/** Fixed-width digits, so that texts order as numbers do: most coins first, then first to reach. */
const orderOf = ({ coins, reachedAt }: SupporterTotal): string =>
  (COINS_END - readCoins(coins)).toString().padStart(COINS_DIGITS, '0') +
  reachedAt.padStart(POSITION_DIGITS, '0');
