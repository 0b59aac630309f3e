import {
  ANY,
  BACKWARDS,
  END,
  type EventData,
  type EventStoreDBClient,
  type JSONEventType,
  jsonEvent,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { NoteStore } from '../note-store.port';

type NotePut = JSONEventType<'NotePut', { text: string }>;
type NoteErased = JSONEventType<'NoteErased', Record<string, never>>;

const APPEND_TIMEOUT_MS = 10_000;
/** More than some sixteen appends at once end in unhandled rejections when the server goes away. */
const MAX_IN_FLIGHT = 8;

/**
 * Notes in streams `note-{id}`, whose last event is the text. Notes are no truth about money, so a
 * repeated append is harmless and no revision is expected.
 *
 * Erasing makes the text unreadable at once. Its bytes leave the disk with the next scavenge of the
 * server, which has to be scheduled there.
 */
export class EventStoreDbNoteStore extends NoteStore {
  private readonly lanes: Promise<unknown>[] = [];
  private nextLane = 0;

  /** There is one client per process, which belongs to whoever opened it: `close` leaves it open. */
  constructor(private readonly client: EventStoreDBClient) {
    super();
  }

  /** @throws when it is not known within 10 s whether the text is stored; the same put may be repeated */
  override async put(id: string, text: string): Promise<void> {
    await this.append(id, jsonEvent<NotePut>({ type: 'NotePut', data: { text } }));
  }

  override get(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    return Promise.all(ids.map((id) => this.read(id)));
  }

  override async erase(id: string): Promise<void> {
    try {
      await this.client.deleteStream(streamOf(id), { requiresLeader: true });
    } catch (error) {
      // Whatever the revision, only a stream that is not there is refused.
      if (error instanceof WrongExpectedVersionError) return;
      throw error;
    }
    // A scavenge keeps the last event even of a deleted stream, so that must not be the text.
    await this.append(id, jsonEvent<NoteErased>({ type: 'NoteErased', data: {} }));
  }

  override async close(): Promise<void> {}

  private async read(id: string): Promise<string | undefined> {
    try {
      let text: string | undefined;
      const newest = this.client.readStream<NotePut | NoteErased>(streamOf(id), {
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
        requiresLeader: true,
      });
      for await (const { event } of newest) {
        text = event?.type === 'NotePut' ? event.data.text : undefined;
      }
      return text;
    } catch (error) {
      if (error instanceof StreamNotFoundError || error instanceof StreamDeletedError) {
        return undefined;
      }
      throw error;
    }
  }

  /** Waits for its turn among the few appends that may be in flight. */
  private append(id: string, event: EventData): Promise<unknown> {
    const lane = this.nextLane++ % MAX_IN_FLIGHT;
    const appended = (this.lanes[lane] ?? Promise.resolve()).then(() => this.appendNow(id, event));
    this.lanes[lane] = appended.catch(() => undefined);
    return appended;
  }

  /** The client has no deadline of its own for appends: one without an answer would never settle. */
  private appendNow(id: string, event: EventData): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no answer to an append to ${streamOf(id)}`)),
        APPEND_TIMEOUT_MS,
      );
      this.client
        .appendToStream(streamOf(id), event, { expectedRevision: ANY, requiresLeader: true })
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}

const streamOf = (id: string): string => `note-${id}`;
