import {
  type AllRead,
  type Append,
  type EventBatch,
  EventStore,
  type Follow,
  type StreamRead,
} from '@gifting/event-store';
import type { ProviderAnswer, SendAnswer } from './domain/provider-answer';
import { type PayoutOrder, PayoutProvider } from './payout-provider.port';

/** A provider that does as the spec says and keeps what it was told. */
export class ScriptedProvider extends PayoutProvider {
  override readonly name = 'sandbox';
  override readonly dedupeWindowMs = 60 * 60 * 1_000;
  override readonly askEveryMs;
  readonly sent: PayoutOrder[] = [];
  asked = 0;

  constructor(
    private readonly answer: (order: PayoutOrder) => ProviderAnswer,
    private readonly onSend: (order: PayoutOrder) => Promise<void> = async () => undefined,
    askEveryMs = 1,
  ) {
    super();
    this.askEveryMs = { submitted: askEveryMs, paid: askEveryMs };
  }

  override async send(order: PayoutOrder): Promise<SendAnswer> {
    await this.onSend(order);
    this.sent.push(order);
    return { state: 'taken' };
  }

  override async ask(order: PayoutOrder): Promise<ProviderAnswer> {
    this.asked += 1;
    return this.answer(order);
  }

  has = ({ payoutId }: PayoutOrder): boolean =>
    this.sent.some((sent) => sent.payoutId === payoutId);
}

/** A store that tells of each event by itself, and of the next one when all its effects are written. */
export class OneByOne extends EventStore {
  override readonly failed;
  #written: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: EventStore) {
    super();
    this.failed = store.failed;
  }

  override append(appends: readonly Append[]) {
    const written = this.store.append(appends);
    this.#written = written;
    return written;
  }

  override readStream = (stream: string, read?: StreamRead) => this.store.readStream(stream, read);
  override readAll = (read: AllRead) => this.store.readAll(read);
  override head = () => this.store.head();
  override close = () => this.store.close();

  override async *follow(follow: Follow): AsyncIterable<EventBatch> {
    for await (const { events, scannedTo } of this.store.follow(follow)) {
      for (const event of events) {
        yield { events: [event], scannedTo: event.position };
        await new Promise((resolve) => setImmediate(resolve));
        await this.#written;
        await new Promise((resolve) => setImmediate(resolve));
      }
      yield { events: [], scannedTo };
    }
  }
}
