import type { Position } from '@gifting/kernel';
import {
  type Append,
  type AppendResult,
  StoreCorrupted,
  UnknownOutcome,
} from '../event-store.port';
import type { AppendAnswer } from './append-answer';
import type { AppendChannel } from './append-channel';
import { encodeAppend } from './append-request';
import type { EventReader } from './event-reader';
import { retrying } from './retry';
import { Slots } from './slots';

export interface AppenderOptions {
  readonly streamsInFlight: number;
  readonly retryForMs: number;
  readonly onTrouble: (error: unknown) => void;
  /** Aborts when the store closes: what fails then is not tried again. */
  readonly closing: AbortSignal;
}

/** Appends to many streams at once, to each in order, and settles what the server left open. */
export class Appender {
  private readonly slots: Slots;

  constructor(
    private readonly channel: AppendChannel,
    private readonly reader: EventReader,
    private readonly options: AppenderOptions,
  ) {
    this.slots = new Slots(options.streamsInFlight);
  }

  /** Settles when nothing of the call is under way any more. */
  async append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    const results: AppendResult[] = [];
    const streams = [...indexesByStream(appends).values()].map((indexes) =>
      this.slots.use(async () => {
        for (const [index, append] of indexes) results[index] = await this.appendOne(append);
      }),
    );
    const settled = await Promise.allSettled(streams);
    for (const stream of settled) if (stream.status === 'rejected') throw stream.reason;
    return results;
  }

  private async appendOne(append: Append): Promise<AppendResult> {
    const nextAttempt = encodeAppend(append);
    let attempts = 0;
    const answer = await this.untilSettled(append, () => {
      attempts += 1;
      return this.channel.send(nextAttempt());
    });
    if (answer.kind === 'refused') throw answer.error;
    if (answer.kind === 'wrong-revision') {
      return { outcome: 'wrong-revision', actualRevision: answer.actualRevision };
    }
    // Only the answer to a first attempt is sure to tell of this very write.
    const told = attempts === 1 ? answer.position : undefined;
    return { outcome: 'appended', position: told ?? (await this.readBack(append)) };
  }

  private async untilSettled(
    { stream }: Append,
    send: () => Promise<AppendAnswer>,
  ): Promise<AppendAnswer> {
    const { retryForMs: forMs, onTrouble, closing: signal } = this.options;
    try {
      return await retrying(send, { forMs, onTrouble, signal });
    } catch (cause) {
      throw new UnknownOutcome(`the server did not settle an append to ${stream}`, { cause });
    }
  }

  /** The position of the append's last event, from the stream itself. */
  private async readBack({ stream, expectedRevision, events }: Append): Promise<Position> {
    const from = expectedRevision + events.length;
    const read = this.reader.stream(stream, { from, limit: 1 });
    const [last] = await read.catch((cause: unknown) => {
      throw new UnknownOutcome(`an append to ${stream} cannot be read back`, { cause });
    });
    if (last !== undefined && last.id === events.at(-1)?.id) return last.position;
    throw new StoreCorrupted(`${stream}@${from} was acknowledged and is not there`);
  }
}

/** The appends of each stream in the order of the call, with their places in it. */
function indexesByStream(appends: readonly Append[]): Map<string, (readonly [number, Append])[]> {
  const streams = new Map<string, (readonly [number, Append])[]>();
  for (const entry of appends.entries()) {
    const entries = streams.get(entry[1].stream);
    if (entries === undefined) streams.set(entry[1].stream, [entry]);
    else entries.push(entry);
  }
  return streams;
}
