import { comparePositions, type JsonObject, type Position, START } from '@gifting/kernel';
import type { ProjectedEvent, Projection } from '../projection';
import type { ProjectedBatch, ProjectionSource } from '../projector';
import type { RowWrite } from '@gifting/read-store';

export const at = (position: number): Position => String(position) as Position;

/** An event that adds a number to rows. */
export function added(position: number, keys: readonly string[], value: number): ProjectedEvent {
  return {
    data: { keys, value },
    metadata: { recordedAt: '2026-01-01T00:00:00.000Z' },
    position: at(position),
    revision: position,
    schemaVersion: 1,
    stream: 'sums-1',
    type: 'Added',
  };
}

type Sums = { readonly count: number; readonly chain: number };

/** A fold in which every omission, repetition and exchange of two events shows. */
export const sums = (name: string): Projection<Sums> => ({
  name,
  categories: ['sums'],
  keys: ({ data }) => data['keys'] as readonly string[],
  evolve: (row, { data }) => ({
    count: (row?.count ?? 0) + 1,
    chain: ((row?.chain ?? 7) * 31 + Number(data['value'])) % 1_000_003,
  }),
  entries: ({ chain }) => [{ index: 'chains', order: String(chain).padStart(7, '0') }],
});

/** All events folded at once, without a store: what the rows must be. */
export function foldAtOnce(
  projection: Projection,
  events: readonly ProjectedEvent[],
): readonly RowWrite[] {
  const rows = new Map<string, JsonObject>();
  for (const event of events) {
    for (const key of new Set(projection.keys(event))) {
      rows.set(key, projection.evolve(rows.get(key), event, key));
    }
  }
  return [...rows].map(([key, row]) => ({ key, row, entries: projection.entries(row, key) }));
}

/** A history that grows, given out in batches of the sizes asked for, over and over. */
export class HistorySource implements ProjectionSource {
  private readonly events: ProjectedEvent[];
  private wake: () => void = () => undefined;
  private grown = this.nextGrowth();

  constructor(
    events: readonly ProjectedEvent[],
    private readonly batchSizes: readonly number[] = [100],
  ) {
    this.events = [...events];
  }

  get head(): Position {
    return this.events.at(-1)?.position ?? START;
  }

  append(...events: readonly ProjectedEvent[]): void {
    this.events.push(...events);
    const { wake } = this;
    this.grown = this.nextGrowth();
    wake();
  }

  async *follow({ after, signal }: { after: Position; signal: AbortSignal }) {
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve()),
    );
    let scannedTo = after;
    for (let turn = 0; !signal.aborted; turn++) {
      const ahead = this.events.filter(({ position }) => comparePositions(position, scannedTo) > 0);
      const events = ahead.slice(0, this.batchSizes[turn % this.batchSizes.length]);
      scannedTo = events.at(-1)?.position ?? scannedTo;
      if (ahead.length > 0) yield { events, scannedTo } satisfies ProjectedBatch;
      else await Promise.race([this.grown, aborted]);
    }
  }

  private nextGrowth(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}
