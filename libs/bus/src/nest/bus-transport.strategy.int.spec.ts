import { Catch, Controller, type ExceptionFilter, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { throwError } from 'rxjs';
import { BusTopicUnknown, type DeliveryBatch } from '../bus.port';
import { Gate, numberedEvent, numberOf, someTurns, until } from '../contract/test-bed.contract';
import { EmbeddedBus } from '../embedded/embedded-bus';
import { BusTransportStrategy } from './bus-transport.strategy';
import { FeedHandler } from './feed-handler.decorator';

const FEED = 'gifting.test-feed.v1';
const OTHER = 'gifting.other-feed.v1';

class OutOfSequence extends Error {
  override readonly name = 'OutOfSequence';
}

/** What the controllers below do with a batch; set by each test. */
let answer: (batch: DeliveryBatch) => Promise<void>;

@Controller()
class FeedController {
  @FeedHandler(FEED)
  handle(batch: DeliveryBatch): Promise<void> {
    return answer(batch);
  }
}

@Controller()
class OtherController {
  @FeedHandler(OTHER)
  handle(batch: DeliveryBatch): Promise<void> {
    return answer(batch);
  }
}

@Controller()
class SecondFeedController extends FeedController {}

@Controller()
class UnknownTopicController {
  @FeedHandler('gifting.unknown-feed.v1')
  async handle(_batch: DeliveryBatch): Promise<void> {}
}

@Controller()
class RequestController {
  @MessagePattern('gifting.question.v1')
  reply(): string {
    return 'no';
  }
}

@Controller()
class PlainController {
  @EventPattern<string>(FEED)
  handle(batch: DeliveryBatch): Promise<void> {
    return answer(batch);
  }
}

/** An application may well have such a filter, for its HTTP side. */
@Catch()
class ProblemFilter implements ExceptionFilter<unknown> {
  catch() {
    return throwError(() => ({ status: 500 }));
  }
}

describe('BusTransportStrategy', () => {
  let bus: EmbeddedBus;
  let strategy: BusTransportStrategy;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    bus = new EmbeddedBus({ pause: someTurns });
    await bus.ensureTopics([FEED, OTHER].map((name) => ({ name, partitions: 2 })));
    strategy = new BusTransportStrategy(bus, 'gifting.wallet');
    answer = () => Promise.resolve();
  });

  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
    await bus.close();
  });

  /** A service as it really is: an HTTP application with the strategy connected to it. */
  async function start(...controllers: Type<unknown>[]): Promise<void> {
    @Module({ controllers })
    class ServiceModule {}
    const app = await NestFactory.create(ServiceModule, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    app.useGlobalFilters(new ProblemFilter());
    closing.push(() => app.close());
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    await app.init();
    await app.startAllMicroservices();
  }

  const publish = (topic: string, ...numbers: number[]) =>
    bus.publish(numbers.map((n) => ({ topic, key: 'wallet-ana', event: numberedEvent(n) })));

  it('hands the handler of a topic whole batches, and resolves them with it', async () => {
    const batches: DeliveryBatch[] = [];
    const gate = new Gate();
    answer = async (batch) => {
      batches.push(batch);
      await gate.passed;
    };
    await start(FeedController, OtherController);
    await strategy.caughtUp;

    let resolved = false;
    const published = publish(FEED, 1, 2).then(() => (resolved = true));
    await until(() => batches.length === 1);
    expect(resolved).toBe(false);
    gate.open();
    await published;
    await publish(OTHER, 3);

    expect(batches.map(({ topic }) => topic)).toEqual([FEED, OTHER]);
    expect(batches[0]).toEqual({
      topic: FEED,
      partition: expect.any(Number) as unknown,
      deliveries: [
        { offset: '0', key: 'wallet-ana', event: numberedEvent(1) },
        { offset: '1', key: 'wallet-ana', event: numberedEvent(2) },
      ],
    });
    expect(strategy.troubles).toEqual([]);
  });

  it('keeps the error of a handler, tells it, and brings the batch again', async () => {
    const error = new OutOfSequence('gift before its purchase');
    const seen: unknown[][] = [];
    let mended = false;
    answer = async ({ deliveries }) => {
      seen.push(deliveries.map(numberOf));
      if (!mended) throw error;
    };
    await start(FeedController);

    const published = publish(FEED, 1, 2);
    await until(() => seen.length >= 3);
    const [trouble, ...others] = strategy.troubles;
    mended = true;
    await published;

    expect(trouble?.error).toBe(error);
    expect(trouble).toEqual({
      topic: FEED,
      partition: expect.any(Number) as unknown,
      error,
      tries: expect.any(Number) as unknown,
      since: expect.any(Date) as unknown,
    });
    expect(trouble?.tries).toBeGreaterThanOrEqual(2);
    expect(others).toEqual([]);
    for (const numbers of seen) expect(numbers).toEqual([1, 2]);
    expect(strategy.troubles).toEqual([]);
  });

  it('would lose the error without the decorator, which is why there is one', async () => {
    answer = () => Promise.reject(new OutOfSequence('gift before its purchase'));
    await start(PlainController);

    const published = publish(FEED, 1);
    await until(() => strategy.troubles.length === 1);
    const [trouble] = strategy.troubles;
    answer = () => Promise.resolve();
    await published;

    expect(trouble?.error).not.toBeInstanceOf(OutOfSequence);
  });

  it('takes each topic for the group under its own name', async () => {
    await start(FeedController);
    const { onTrouble, handle } = { onTrouble: () => {}, handle: () => Promise.resolve() };
    const again = bus.subscribe({ topic: FEED, group: 'gifting.wallet', handle, onTrouble });
    await expect(again).rejects.toThrow('group gifting.wallet has already subscribed');
  });

  it('waits at its end for the batch under way', async () => {
    const gate = new Gate();
    const seen: DeliveryBatch[] = [];
    answer = async (batch) => {
      seen.push(batch);
      await gate.passed;
    };
    await start(FeedController);
    const published = publish(FEED, 1);
    await until(() => seen.length === 1);

    let closed = false;
    const ending = strategy.close().then(() => (closed = true));
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    gate.open();
    await ending;
    await published;
  });

  it('refuses to start on a topic that nobody ensured', async () => {
    await expect(start(FeedController, UnknownTopicController)).rejects.toThrow(BusTopicUnknown);
  });

  it('refuses two handlers of one topic', async () => {
    await expect(start(FeedController, SecondFeedController)).rejects.toThrow('two handlers');
  });

  it('refuses request patterns', async () => {
    await expect(start(RequestController)).rejects.toThrow('"gifting.question.v1" is no topic');
  });
});
