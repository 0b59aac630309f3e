import type { Brand } from './brand';

/**
 * The place of an event in the global order of one event store. An opaque digit string without
 * leading zeros: it orders as an integer, may have gaps, and compares inside one store history only.
 */
export type Position = Brand<string, 'position'>;

const POSITION = /^(0|[1-9][0-9]{0,18})$/;

export const isPosition = (text: unknown): text is Position =>
  typeof text === 'string' && POSITION.test(text);

/** Negative when `a` lies before `b`, zero when they are the same, positive when behind. */
export function comparePositions(a: Position, b: Position): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

export const maxPosition = (a: Position, b: Position): Position =>
  comparePositions(a, b) >= 0 ? a : b;

/** Before every event of a store. */
export const START = '0' as Position;
