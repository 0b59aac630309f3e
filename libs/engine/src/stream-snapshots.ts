import { type StreamState } from './stream-state';
import { deserialize, serialize } from 'node:v8';
import { type EventStore, sha256 } from '@gifting/event-store';
import { START } from '@gifting/kernel';
import type { ReadStore } from '@gifting/read-store';

/** Fewer events are folded in some hundredths of a second. */
const SNAPSHOT_EVERY_EVENTS = 5_000;

export interface StreamSnapshotsOptions {
  /** The service whose streams these are. */
  readonly service: string;
  /** Of durable events only. */
  readonly store: EventStore;
  readonly readStore: ReadStore;
  /** Changes whenever a fold does: what was folded otherwise is not taken. */
  readonly foldVersion: string;
  readonly onTrouble: (error: unknown) => void;
}

/** How a snapshot lies in the read store. */
type Row = {
  /** SHA-256 of the other members. */
  readonly checksum: string;
  /** Of the last event that was folded. */
  readonly eventId: string;
  readonly foldVersion: string;
  readonly revision: number;
  /** The folded stream, as `v8.serialize` writes it, in Base64. */
  readonly state: string;
};

/**
 * What long streams were folded to some thousand events ago, so that after a start only the rest has
 * to be folded. Disposable: each is believed only when this very code made it and the store holds, at
 * its revision, the very event that it ends with. Events never change, so the events before are the
 * same too, and the state is what folding all of them gives.
 */
export class StreamSnapshots {
  /** The revision of the newest snapshot of this process, by stream; only long streams have one. */
  readonly #revisions = new Map<string, number>();
  #saving: Promise<void> = Promise.resolve();

  constructor(private readonly options: StreamSnapshotsOptions) {}

  /** The newest snapshot of a stream; none where there is none to believe, or it cannot be read. */
  async find<State>(stream: string): Promise<StreamState<State> | undefined> {
    const { foldVersion, onTrouble, readStore } = this.options;
    try {
      const [found] = await readStore.get(this.#name, [stream]);
      const row = found as Row | undefined;
      if (row?.foldVersion !== foldVersion || row.checksum !== checksumOf(stream, row)) return;
      if ((await this.#eventIdAt(stream, row.revision)) !== row.eventId) return;
      this.#revisions.set(stream, row.revision);
      return deserialize(Buffer.from(row.state, 'base64')) as StreamState<State>;
    } catch (error) {
      onTrouble(error);
      return undefined;
    }
  }

  /** Takes a snapshot in the background when the stream has grown enough since the last one. */
  offer(stream: string, state: StreamState<unknown>): void {
    if (state.revision - (this.#revisions.get(stream) ?? 0) < SNAPSHOT_EVERY_EVENTS) return;
    this.#revisions.set(stream, state.revision);
    this.#saving = this.#saving
      .then(() => this.#save(stream, state))
      .catch((error: unknown) => this.options.onTrouble(error));
  }

  /** Waits for what is being written. */
  async stop(): Promise<void> {
    await this.#saving;
  }

  async #save(stream: string, state: StreamState<unknown>): Promise<void> {
    const { foldVersion, readStore, store } = this.options;
    // The state may be ahead of the disk; a snapshot must not be.
    await store.durable();
    const { revision } = state;
    const eventId = await this.#eventIdAt(stream, revision);
    if (eventId === undefined) return;
    const content = { eventId, foldVersion, revision, state: serialize(state).toString('base64') };
    const row: Row = { checksum: checksumOf(stream, content), ...content };
    // A snapshot says itself how far it is, so the checkpoint of all of them stays where it is.
    const write = { key: stream, row, entries: [] };
    await readStore.commit(this.#name, { expected: START, next: START, writes: [write] });
  }

  async #eventIdAt(stream: string, revision: number): Promise<string | undefined> {
    const [event] = await this.options.store.readStream(stream, { from: revision, limit: 1 });
    return event?.id;
  }

  get #name(): string {
    return `snapshots-${this.options.service}`;
  }
}

const checksumOf = (stream: string, row: Omit<Row, 'checksum'>): string =>
  sha256(`${stream} ${row.eventId} ${row.foldVersion} ${row.revision} ${row.state}`);
