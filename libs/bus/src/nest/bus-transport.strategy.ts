import { Logger } from '@nestjs/common';
import {
  BaseRpcContext,
  type CustomTransportStrategy,
  type MessageHandler,
  Server,
} from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Bus, DeliveryBatch, Subscription, Trouble } from '../bus.port';

/**
 * Connects the event patterns of a Nest application to the bus: each is a topic, which is taken for
 * the group of the service, under exactly that name.
 *
 * Use one strategy for each application: handlers of one pattern share one entry in it.
 */
export class BusTransportStrategy extends Server implements CustomTransportStrategy {
  /** Resolves when every topic has caught up once. */
  readonly caughtUp: Promise<void>;
  /** Rejections reach the bus, so Nest need not report them as well. */
  override readonly propagatesEventHandlerErrors = true;
  protected override readonly logger = new Logger(BusTransportStrategy.name);
  readonly #subscriptions: Subscription[] = [];
  #resolveCaughtUp = (): void => undefined;

  constructor(
    private readonly bus: Bus,
    /** The consumer group, one for each service. */
    private readonly group: string,
  ) {
    super();
    this.caughtUp = new Promise((resolve) => (this.#resolveCaughtUp = resolve));
  }

  /** What is failing now, over all topics; empty when all is well. */
  get troubles(): readonly Trouble[] {
    return this.#subscriptions.flatMap(({ troubles }) => troubles);
  }

  /**
   * Refuses what would go wrong silently: a request pattern, for there are no replies, and a second
   * handler of a topic, which Nest would run beside the first without waiting for both.
   */
  override addHandler(
    pattern: unknown,
    handler: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    if (typeof pattern !== 'string' || !isEventHandler) {
      throw new Error(`${JSON.stringify(pattern)} is no topic: use @FeedHandler with a name`);
    }
    if (this.messageHandlers.has(pattern)) throw new Error(`${pattern} has two handlers`);
    super.addHandler(pattern, handler, isEventHandler, extras);
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      for (const [topic, handler] of this.messageHandlers) await this.#subscribe(topic, handler);
    } catch (error) {
      await this.close();
      callback(error);
      return;
    }
    const caughtUp = this.#subscriptions.map((subscription) => subscription.caughtUp);
    void Promise.all(caughtUp).then(() => this.#resolveCaughtUp());
    callback();
  }

  /** Waits for the batches under way. The bus stays open. */
  override async close(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.stop()));
  }

  override on(): never {
    throw new Error('the bus has no events to listen to');
  }

  override unwrap<T>(): T {
    return this.bus as T;
  }

  async #subscribe(topic: string, handler: MessageHandler): Promise<void> {
    const subscription = await this.bus.subscribe({
      topic,
      group: this.group,
      handle: (batch) => this.#handle(handler, batch),
      onTrouble: (error, batch, tries) => this.#log(error, batch, tries),
    });
    this.#subscriptions.push(subscription);
  }

  /** Nest answers with a stream, which fails where the handler throws; so its end must be awaited. */
  async #handle(handler: MessageHandler, batch: DeliveryBatch): Promise<void> {
    const answer: unknown = await handler(
      batch,
      new BaseRpcContext([batch.topic, batch.partition]),
    );
    await lastValueFrom(this.transformToObservable(answer), { defaultValue: undefined });
  }

  #log(error: unknown, { topic, partition, deliveries }: DeliveryBatch, tries: number): void {
    const first = deliveries[0]?.offset;
    const place = `${topic}/${partition} from offset ${first}, ${deliveries.length} messages`;
    const stack = error instanceof Error ? error.stack : String(error);
    this.logger.error(`not handled, try ${tries}: ${place}`, stack);
  }
}
