import {
  type MicrodiamondsText,
  printMicrodiamonds,
  readMicrodiamonds,
} from '@gifting/kernel/diamonds';
import type { Projection } from '@gifting/engine';
import { type Balances, evolveBalances, NO_BALANCES } from '../domain/balances';
import type { DiamondLine } from '@gifting/kernel/facts';
import type { EarningsEvent } from '../domain/earnings.events';

/** A creator's balances as text. */
export type EarningsRow = {
  /** By pinned rate, oldest first. */
  readonly available: readonly DiamondLine[];
  readonly redeemed: MicrodiamondsText;
  readonly reserved: MicrodiamondsText;
};

/** One row for each creator; the key is the creatorId. */
export const earnings: Projection<EarningsRow, EarningsEvent> = {
  name: 'earnings-v1',
  categories: ['earnings'],

  keys: ({ stream, type }) =>
    type.startsWith('Diamonds') ? [stream.slice('earnings-'.length)] : [],

  evolve: (row, event) => rowOf(evolveBalances(balancesOf(row), event)),

  entries: () => [],
};

/** The balances of a row; all zero for a creator never seen. */
export const balancesOf = (row: EarningsRow | undefined): Balances =>
  row === undefined
    ? NO_BALANCES
    : {
        available: row.available.map(({ grossRate, microdiamonds, netRate }) => ({
          grossRate,
          microdiamonds: readMicrodiamonds(microdiamonds),
          netRate,
        })),
        reserved: readMicrodiamonds(row.reserved),
        redeemed: readMicrodiamonds(row.redeemed),
      };

const rowOf = ({ available, redeemed, reserved }: Balances): EarningsRow => ({
  available: available.map(({ grossRate, microdiamonds, netRate }) => ({
    grossRate,
    microdiamonds: printMicrodiamonds(microdiamonds),
    netRate,
  })),
  redeemed: printMicrodiamonds(redeemed),
  reserved: printMicrodiamonds(reserved),
});
