import { randomUUID } from 'node:crypto';
import { DEAD_LETTER, PUBLIC_PARTITIONS } from '@gifting/contracts';
import type { DeadLetter } from '../bus.port';
import type { CloudEvent } from '../cloud-event';
import { partitionOf } from '../partitioner';
import { type BusUnderTest, Listener, PARTITIONS, PATIENCE_MS, until } from './test-bed.contract';

/** Of this run: the topic of dead letters is shared. */
const AUDITORS = `auditors-${randomUUID()}`;

const ANY_OFFSET: unknown = expect.stringMatching(/^\d+$/);

const FULL: CloudEvent = {
  id: 'b7a4-ü',
  source: '/gifting/gift',
  type: 'GiftRequested',
  subject: 'gift-1',
  time: '2026-02-03T04:05:06.789Z',
  data: {
    text: 'ünï©ødé 🎁 "\\\n',
    number: -12,
    yes: true,
    nothing: null,
    list: ['1', 2, { deep: [] }],
    record: { empty: {} },
  },
  extensions: { empty: '', position: '42', store: 's.1', t3: 'ü' },
};
const BARE: CloudEvent = { id: '1', source: '/s', type: 'T', data: {}, extensions: {} };

const HEADERS = {
  'content-type': 'application/json',
  ce_specversion: '1.0',
  ce_id: 'raw-1',
  ce_source: '/upstream/app',
  ce_type: 'purchase.captured.v1',
};
const BODY = Buffer.from('{"n":1}');

/** Every way in which a message can fail to be a CloudEvent, and what the bus says of it. */
const MALFORMED: readonly {
  readonly malformed: string;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
  readonly bytes?: Buffer;
}[] = [
  { malformed: 'ce_specversion is not "1.0"', headers: { ce_specversion: '0.3' } },
  { malformed: 'ce_id is missing', headers: { ce_id: '' } },
  { malformed: 'ce_source is missing', headers: { ce_source: '' } },
  { malformed: 'ce_type is missing', headers: { ce_type: '' } },
  { malformed: 'ce_subject is empty', headers: { ce_subject: '' } },
  { malformed: 'ce_time is not RFC 3339', headers: { ce_time: '3 Feb 2026' } },
  { malformed: 'ce_time is not RFC 3339', headers: { ce_time: '2026-13-03T04:05:06Z' } },
  { malformed: 'ce_Mixed-Case is not an attribute', headers: { 'ce_Mixed-Case': 'x' } },
  { malformed: 'ce_note is not UTF-8', headers: { ce_note: Buffer.from([0xff, 0xfe]) } },
  { malformed: 'content-type is not JSON', headers: { 'content-type': 'text/plain' } },
  {
    malformed: 'content-type is not JSON',
    headers: { 'content-type': 'application/cloudevents+json' },
  },
  { malformed: 'the body is not UTF-8', bytes: Buffer.from([0x7b, 0xff, 0x7d]) },
  { malformed: 'the body is not JSON', bytes: Buffer.from('{"n":1') },
  { malformed: 'the body is not JSON', bytes: Buffer.alloc(0) },
  { malformed: 'the body is not a JSON object', bytes: Buffer.from('[1]') },
  { malformed: 'the body is not a JSON object', bytes: Buffer.from('null') },
];

export function describeMessages(underTest: BusUnderTest): void {
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('messages', () => {
    test('arrive with every attribute and value, and with none that was not there', async () => {
      const { bus, topic } = underTest();
      const listener = new Listener();
      await underTest().listen(listener);

      for (const [index, event] of [FULL, BARE].entries()) {
        await bus.publish([{ topic, key: 'wallet-ana', event }]);
        await until(() => listener.handled.length === index + 1);
      }

      const partition = partitionOf('wallet-ana', PARTITIONS);
      expect(listener.batches).toStrictEqual([
        { topic, partition, deliveries: [{ offset: ANY_OFFSET, key: 'wallet-ana', event: FULL }] },
        { topic, partition, deliveries: [{ offset: ANY_OFFSET, key: 'wallet-ana', event: BARE }] },
      ]);
    });

    test('are frozen through and through', async () => {
      const { bus, topic } = underTest();
      const listener = new Listener();
      await underTest().listen(listener);

      await bus.publish([{ topic, key: 'k', event: structuredClone(FULL) }]);
      await until(() => listener.handled.length === 1);

      const event = listener.handled[0]?.event;
      for (const part of [event, event?.extensions, event?.data, event?.data.record]) {
        expect(part).toBeDefined();
        expect(Object.isFrozen(part)).toBe(true);
      }
    });

    test('of foreign programs are read, without the headers that are not theirs', async () => {
      const listener = new Listener();
      await underTest().listen(listener);
      const { 'content-type': _, ...untyped } = HEADERS;

      await underTest().publishRaw('kéy', BODY, { ...HEADERS, other: 'x', ce_note: 'ü' });
      await underTest().publishRaw('kéy', BODY, {
        ...untyped,
        ce_subject: 's',
        ce_time: '2026-02-03T04:05:06+01:00',
      });
      await until(() => listener.handled.length === 2);

      const event = {
        id: 'raw-1',
        source: '/upstream/app',
        type: 'purchase.captured.v1',
        data: { n: 1 },
      };
      expect(listener.handled).toStrictEqual([
        { offset: ANY_OFFSET, key: 'kéy', event: { ...event, extensions: { note: 'ü' } } },
        {
          offset: ANY_OFFSET,
          key: 'kéy',
          event: { ...event, subject: 's', time: '2026-02-03T04:05:06+01:00', extensions: {} },
        },
      ]);
      // Our partition of a key is the one that Kafka's own clients choose.
      const partition = partitionOf('kéy', PARTITIONS);
      expect(listener.batches.map((batch) => batch.partition)).toEqual(
        listener.batches.map(() => partition),
      );
    });

    test('without a key have none', async () => {
      const listener = new Listener();
      await underTest().listen(listener);

      await underTest().publishRaw(undefined, BODY, HEADERS);
      await until(() => listener.handled.length === 1);

      expect(listener.handled[0]?.key).toBeUndefined();
      expect(listener.handled[0]?.event?.id).toBe('raw-1');
    });

    test('that are no CloudEvents arrive with their bytes and what is wrong with them', async () => {
      const listener = new Listener();
      await underTest().listen(listener);

      for (const { headers, bytes = BODY } of MALFORMED) {
        await underTest().publishRaw('k', bytes, { ...HEADERS, ...headers });
      }
      await underTest().publishRaw('k', BODY, {});
      await underTest().publish('k', [7]);
      await until(() => listener.handled.length === MALFORMED.length + 2);

      const broken = listener.handled.slice(0, -1);
      expect(broken).toStrictEqual(
        [...MALFORMED, { malformed: 'ce_specversion is not "1.0"' }].map((each) => ({
          offset: ANY_OFFSET,
          key: 'k',
          event: undefined,
          malformed: each.malformed,
          bytes: 'bytes' in each && each.bytes ? each.bytes : BODY,
        })),
      );
      expect(listener.numbers.at(-1)).toBe(7);
    });
  });

  describe('dead letters', () => {
    test('stand on their topic with topic, key, bytes and reason', async () => {
      const { bus, topic } = underTest();
      await bus.ensureTopics([{ name: DEAD_LETTER, partitions: PUBLIC_PARTITIONS }]);
      const listener = new Listener();
      await underTest().listen(listener, AUDITORS, DEAD_LETTER);
      const bytes = Buffer.from([0x00, 0xff, 0x7b]);
      const letter: DeadLetter = { topic, key: 'wallet-ana', bytes, reason: 'no CloudEvent' };
      const mine = () => listener.handled.filter(({ event }) => event?.data.topic === topic);

      const safe = [bus.deadLetter(letter), bus.deadLetter({ ...letter, key: undefined })];
      await until(() => mine().length === 2);
      await Promise.all(safe);

      const keyed = mine().find(({ key }) => key !== undefined);
      const keyless = mine().find(({ key }) => key === undefined);
      const event = {
        id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        source: `/topics/${topic}`,
        type: 'dead-letter.v1',
        extensions: {},
      };
      const data = { bytes: bytes.toString('base64'), reason: 'no CloudEvent', topic };
      expect(keyed).toStrictEqual({
        offset: ANY_OFFSET,
        key: 'wallet-ana',
        event: { ...event, data: { ...data, key: 'wallet-ana' } },
      });
      expect(keyless).toStrictEqual({
        offset: ANY_OFFSET,
        key: undefined,
        event: { ...event, data },
      });
    });

    test('set aside twice have one id', async () => {
      const { bus, topic } = underTest();
      await bus.ensureTopics([{ name: DEAD_LETTER, partitions: PUBLIC_PARTITIONS }]);
      const listener = new Listener();
      await underTest().listen(listener, AUDITORS, DEAD_LETTER);
      const letter = { topic, key: 'k', bytes: Buffer.from('x'), reason: 'r' };
      const ids = () =>
        listener.handled.flatMap(({ event }) => (event?.data.topic === topic ? [event.id] : []));

      const safe = [letter, letter, { ...letter, reason: 'other' }].map((each) =>
        bus.deadLetter(each),
      );
      await until(() => ids().length === 3);
      await Promise.all(safe);

      const [first, second, other] = ids();
      expect(second).toBe(first);
      expect(other).not.toBe(first);
    });
  });
}
