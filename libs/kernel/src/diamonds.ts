import type { Brand } from './brand';
import { parseDecimal, printDecimal } from './decimal';

/** Diamonds as integer microdiamonds: 1 D = 1,000,000 µD. Only used to compute payouts. */
export type Microdiamonds = Brand<bigint, 'microdiamonds'>;
/** Microdiamonds as they stand in events: `"416500000"`. */
export type MicrodiamondsText = Brand<string, 'microdiamonds'>;
/** Diamonds as people and the API write them: `"416.5"`. */
export type DiamondsText = Brand<string, 'diamonds'>;

export const MICRODIAMONDS_PER_DIAMOND = 1_000_000n;
const SCALE = 6;

export const microdiamonds = (amount: bigint | number): Microdiamonds =>
  BigInt(amount) as Microdiamonds;
export const NO_DIAMONDS = microdiamonds(0n);

/** @throws AmountError unless the text is a plain decimal with at most six digits after the point */
export const parseDiamonds = (text: string): Microdiamonds =>
  parseDecimal(text, SCALE) as Microdiamonds;

export const printDiamonds = (amount: Microdiamonds): DiamondsText =>
  printDecimal(amount, SCALE) as DiamondsText;
export const printMicrodiamonds = (amount: Microdiamonds): MicrodiamondsText =>
  amount.toString() as MicrodiamondsText;
/** Microdiamonds of an event that this project wrote. */
export const readMicrodiamonds = (text: MicrodiamondsText): Microdiamonds =>
  BigInt(text) as Microdiamonds;

export const addDiamonds = (a: Microdiamonds, b: Microdiamonds): Microdiamonds =>
  (a + b) as Microdiamonds;
export const subtractDiamonds = (a: Microdiamonds, b: Microdiamonds): Microdiamonds =>
  (a - b) as Microdiamonds;
