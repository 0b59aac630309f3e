import { randomUUID } from 'node:crypto';
import { comparePositions, isPosition, type JsonObject } from '@gifting/kernel';
import type {
  Append,
  AppendResult,
  EventBatch,
  EventMetadata,
  EventStore,
  EventStreams,
  SealedEvent,
  StoredEvent,
} from '../event-store.port';
import { sealEvents } from '../seal';

/** A server may be shared and slow; no test waits for a time to pass. */
export const PATIENCE_MS = 60_000;

/** All events of the suite carry one time, for it may not fall within a log. */
export const RECORDED_AT = '2026-03-01T12:00:00.000Z';

/** A category that no other test uses. */
export const newCategory = (): string => `test${randomUUID().replaceAll('-', '')}`;
export const newStream = (category: string = newCategory()): string =>
  `${category}-${randomUUID()}`;

/** An append of one event for each number. */
export function numbered(
  stream: string,
  expectedRevision: number,
  numbers: readonly number[],
): Append {
  return appendOf(
    stream,
    expectedRevision,
    numbers.map((number) => ({ number })),
  );
}

export function appendOf(
  stream: string,
  expectedRevision: number,
  data: readonly JsonObject[],
  metadata: EventMetadata = { recordedAt: RECORDED_AT },
): Append {
  return sealEvents(
    stream,
    expectedRevision,
    data.map((each) => ({ event: { type: 'Counted', schemaVersion: 1, data: each }, metadata })),
  );
}

export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Appends and expects every append to be new or repeated. */
export async function appended(store: EventStreams, ...appends: readonly Append[]) {
  const results = await store.append(appends);
  expect(results).toEqual(
    appends.map(() => ({ outcome: 'appended', position: expect.any(String) })),
  );
  return results.map(positionOf);
}

export function positionOf(result: AppendResult) {
  if (result.outcome !== 'appended') throw new Error(`the outcome is ${result.outcome}`);
  return result.position;
}

/** Expects exactly these events, every field of them, in this order and frozen through and through. */
export function expectEvents(
  actual: readonly StoredEvent[],
  expected: readonly SealedEvent[],
): void {
  expect(actual.map(({ position: _, ...event }) => event)).toEqual(expected.map(withoutBytes));
  expect(actual.filter(({ position }) => !isPosition(position))).toEqual([]);
  expect(actual.filter((event) => !isDeeplyFrozen(event))).toEqual([]);
}

export function expectRising(positions: readonly StoredEvent['position'][]): void {
  const inOrder = positions.every((position, index) => {
    const previous = positions[index - 1];
    return previous === undefined || comparePositions(previous, position) < 0;
  });
  expect({ inOrder, positions }).toEqual({ inOrder: true, positions });
}

const withoutBytes = ({ bytes: _, ...event }: SealedEvent) => event;

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

/**
 * Follows until the batches seen are enough, then ends the iteration and expects it to end silently.
 * Every batch must keep to the rules: its events rise, lie behind what was scanned before and not
 * behind what is scanned now.
 */
export async function followUntil(
  store: EventStreams,
  follow: { readonly after: StoredEvent['position']; readonly categories?: readonly string[] },
  enough: (events: readonly StoredEvent[], last: EventBatch) => boolean,
): Promise<{ readonly events: readonly StoredEvent[]; readonly last: EventBatch }> {
  const end = new AbortController();
  const events: StoredEvent[] = [];
  let scannedTo = follow.after;
  let last: EventBatch | undefined;
  for await (const batch of store.follow({ ...follow, signal: end.signal })) {
    const positions = batch.events.map((event) => event.position);
    expectRising([scannedTo, ...positions]);
    expect(comparePositions(positions.at(-1) ?? scannedTo, batch.scannedTo)).toBeLessThanOrEqual(0);
    scannedTo = batch.scannedTo;
    last = batch;
    events.push(...batch.events);
    if (enough(events, batch)) end.abort();
  }
  if (last === undefined) throw new Error('the iteration ended before its first batch');
  return { events, last };
}

/** Pages through everything of some categories; the end is a page that is not full. */
export async function readEverything(
  store: EventStore,
  from: StoredEvent['position'],
  categories: readonly string[],
  limit: number,
): Promise<{ readonly events: readonly StoredEvent[]; readonly pages: readonly EventBatch[] }> {
  const pages: EventBatch[] = [];
  for (let next = from; ;) {
    const page = await store.readAll({ from: next, categories, limit });
    pages.push(page);
    if (page.events.length < limit) break;
    next = page.scannedTo;
  }
  return { events: pages.flatMap((page) => page.events), pages };
}
