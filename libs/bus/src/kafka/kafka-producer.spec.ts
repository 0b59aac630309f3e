import type { Kafka, ProducerBatch } from 'kafkajs';
import { BusClosed } from '../bus.port';
import { range, someTurns } from '../contract/test-bed.contract';
import { KafkaProducer, type PlacedMessage } from './kafka-producer';

/** Stands for kafkajs: counts what is under way and fails when told to. */
class FakeKafka {
  readonly requests: ProducerBatch[] = [];
  readonly failures: Error[] = [];
  producers = 0;
  disconnected = 0;
  underWay = 0;
  mostUnderWay = 0;

  producer() {
    this.producers += 1;
    return {
      connect: () => Promise.resolve(),
      disconnect: async () => void (this.disconnected += 1),
      sendBatch: async (request: ProducerBatch) => {
        this.underWay += 1;
        this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
        await someTurns();
        this.underWay -= 1;
        const failure = this.failures.shift();
        if (failure) throw failure;
        this.requests.push(request);
      },
    };
  }

  /** The keys of every request, by topic. */
  get sent() {
    return this.requests.map(({ topicMessages }) =>
      (topicMessages ?? []).map(({ topic, messages }) => [topic, messages.map(({ key }) => key)]),
    );
  }
}

const message = (key: number, bytes = 1, topic = 'feed'): PlacedMessage => ({
  topic,
  message: { key: String(key), partition: 3, value: Buffer.alloc(bytes) },
});

describe('KafkaProducer', () => {
  let kafka: FakeKafka;
  let producer: KafkaProducer;

  beforeEach(() => {
    kafka = new FakeKafka();
    producer = new KafkaProducer(kafka as unknown as Kafka);
  });

  it('has one request under way at a time, in the order of the calls', async () => {
    await Promise.all(range(0, 10).map((n) => producer.send([message(n)])));

    expect(kafka.mostUnderWay).toBe(1);
    expect(kafka.sent).toEqual(range(0, 10).map((n) => [['feed', [String(n)]]]));
    expect(kafka.producers).toBe(1);
  });

  it('waits for all replicas and does not compress', async () => {
    await producer.send([message(1)]);
    expect(kafka.requests[0]).toMatchObject({ acks: -1, compression: 0 });
  });

  it('puts the messages of several topics into one request, in order', async () => {
    await producer.send([message(1), message(2, 1, 'other'), message(3)]);
    expect(kafka.sent).toEqual([
      [
        ['feed', ['1', '3']],
        ['other', ['2']],
      ],
    ]);
  });

  it('splits what is too much for one request', async () => {
    await producer.send(range(0, 2_500).map((n) => message(n)));
    const counts = kafka.requests.map(({ topicMessages }) => topicMessages?.[0]?.messages.length);
    expect(counts).toEqual([1_000, 1_000, 500]);
  });

  it('splits what is too large for one request; what is too large by itself goes alone', async () => {
    const sizes = [500, 200, 100, 900, 1].map((kibibytes) => kibibytes * 1024);
    await producer.send(sizes.map((bytes, n) => message(n, bytes)));
    expect(kafka.sent).toEqual([
      [['feed', ['0', '1']]],
      [['feed', ['2']]],
      [['feed', ['3']]],
      [['feed', ['4']]],
    ]);
  });

  it('goes on with a new producer after a failure, whose sequence numbers are unknown', async () => {
    kafka.failures.push(new Error('OUT_OF_ORDER_SEQUENCE_NUMBER'));
    const first = producer.send([message(1)]);
    const second = producer.send([message(2)]);

    await expect(first).rejects.toThrow('OUT_OF_ORDER_SEQUENCE_NUMBER');
    await second;

    expect(kafka.sent).toEqual([[['feed', ['2']]]]);
    expect(kafka.producers).toBe(2);
    expect(kafka.disconnected).toBe(1);
  });

  it('ends after the request under way and refuses what is behind it', async () => {
    const [first, second] = [producer.send([message(1)]), producer.send([message(2)])];
    const refused = expect(second).rejects.toThrow(BusClosed);
    await Promise.resolve().then(() => undefined);

    await producer.close();

    await first;
    await refused;
    expect(kafka.sent).toEqual([[['feed', ['1']]]]);
    expect(kafka.disconnected).toBe(1);
  });
});
