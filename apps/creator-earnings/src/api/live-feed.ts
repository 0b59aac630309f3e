import { Injectable, Logger } from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { readEvents, revisionAfter, StreamWatcher, type StreamEvent } from '@gifting/engine';
import type { EventStream } from '@gifting/http/app';
import type { Position } from '@gifting/kernel';
import type { EarningsEvent } from '../domain/earnings.events';
import { FeedChannel } from './feed-channel';
import { FeedFrames } from './feed-frames';
import { FeedListener } from './feed-listener';

/** Events of the history that are read and written at once. */
const PAGE_EVENTS = 100;

interface OpenChannel {
  readonly channel: FeedChannel;
  readonly close: () => void;
}

/**
 * The live feeds of all creators. The watcher of the service, which follows its streams anyway, feeds
 * one channel for each creator that somebody listens to.
 */
@Injectable()
export class LiveFeed {
  readonly #channels = new Map<string, OpenChannel>();
  readonly #logger = new Logger(LiveFeed.name);

  constructor(
    private readonly store: EventStore,
    private readonly watcher: StreamWatcher,
    private readonly frames: FeedFrames,
  ) {}

  /**
   * Sends a creator's events after a position, then what comes, until the stream is closed: each once,
   * in order, without a gap between history and live. A failure cuts the stream.
   */
  async send(stream: EventStream, creatorId: string, after: Position): Promise<void> {
    const listener = new FeedListener(stream, after);
    try {
      const from = await revisionAfter(this.store, streamOf(creatorId), after);
      const next = await this.#sendHistory(stream, listener, creatorId, from);
      if (!stream.isOpen) return;
      const leave = this.join(creatorId, listener);
      stream.onClose(leave);
      // What was appended between the last read and the joining comes from the history, too.
      await this.#sendHistory(stream, listener, creatorId, next);
      listener.goLive();
    } catch (error) {
      this.#report(error);
      listener.cut();
    }
  }

  /** Adds a listener to what comes from now on. @returns how it leaves again */
  join(creatorId: string, listener: FeedListener): () => void {
    const open = this.#channels.get(creatorId) ?? this.#open(creatorId);
    open.channel.add(listener);
    return () => {
      open.channel.remove(listener);
      if (!open.channel.isEmpty || this.#channels.get(creatorId) !== open) return;
      this.#channels.delete(creatorId);
      open.close();
    };
  }

  #open(creatorId: string): OpenChannel {
    const channel = new FeedChannel(this.frames, (error) => this.#report(error));
    const close = this.watcher.watch(streamOf(creatorId), (event) =>
      // The streams of this category hold such events.
      channel.take(event as StreamEvent<EarningsEvent>),
    );
    const open = { channel, close };
    this.#channels.set(creatorId, open);
    return open;
  }

  /** Reads no further page before the client has taken the last one. @returns the next revision */
  async #sendHistory(
    stream: EventStream,
    listener: FeedListener,
    creatorId: string,
    from: number,
  ): Promise<number> {
    let next = from;
    while (stream.isOpen) {
      const events = await readEvents<EarningsEvent>(this.store, streamOf(creatorId), {
        from: next,
        limit: PAGE_EVENTS,
      });
      for (const frame of await this.frames.of(events)) listener.write(frame);
      next += events.length;
      if (events.length < PAGE_EVENTS) break;
      await stream.drained();
    }
    return next;
  }

  #report(error: unknown): void {
    this.#logger.warn('a live feed is in trouble', { error });
  }
}

const streamOf = (creatorId: string): string => `earnings-${creatorId}`;
