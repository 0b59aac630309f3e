import fc from 'fast-check';
import { readDelivery, toBinaryMessage } from './cloud-event-headers';
import type { CloudEvent } from './cloud-event';

const FULL: CloudEvent = {
  id: 'e1',
  source: '/gifting/gift',
  type: 'GiftRequested',
  subject: 'gift-1',
  time: '2026-02-03T04:05:06.789Z',
  data: { coins: '833', note: 'ü' },
  extensions: { position: '42', store: 's.1' },
};
const BARE: CloudEvent = { id: '1', source: '/s', type: 'T', data: {}, extensions: {} };

describe('toBinaryMessage', () => {
  it('writes attributes as ce_ headers and data as the body', () => {
    expect(toBinaryMessage(FULL)).toStrictEqual({
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'e1',
        ce_source: '/gifting/gift',
        ce_type: 'GiftRequested',
        ce_subject: 'gift-1',
        ce_time: '2026-02-03T04:05:06.789Z',
        ce_position: '42',
        ce_store: 's.1',
      },
      body: Buffer.from('{"coins":"833","note":"ü"}', 'utf8'),
    });
  });

  it('writes no header for what is not there', () => {
    expect(Object.keys(toBinaryMessage(BARE).headers)).toEqual([
      'content-type',
      'ce_specversion',
      'ce_id',
      'ce_source',
      'ce_type',
    ]);
  });

  it.each(['schemaVersion', 'trace-id', '', 'id', 'time', 'specversion'])(
    'refuses %j as the name of an extension',
    (name) => {
      const event = { ...BARE, extensions: { [name]: 'x' } };
      expect(() => toBinaryMessage(event)).toThrow(TypeError);
    },
  );
});

describe('readDelivery', () => {
  it('reads back whatever was written', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    const name = fc
      .stringMatching(/^[a-z0-9]{1,20}$/)
      .filter((each) => !['specversion', 'id', 'source', 'type', 'subject', 'time'].includes(each));
    const events = fc.record(
      {
        id: text,
        source: text,
        type: text,
        subject: text,
        time: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
        data: fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })),
        extensions: fc.dictionary(name, fc.string({ unit: 'grapheme' })),
      },
      { requiredKeys: ['id', 'source', 'type', 'data', 'extensions'] },
    );
    fc.assert(
      fc.property(events, ({ time, ...rest }) => {
        const event = { ...rest, ...(time && { time: time.toISOString() }) } as CloudEvent;
        const { headers, body } = toBinaryMessage(event);
        const wire: Record<string, Buffer> = {};
        for (const [header, value] of Object.entries(headers)) wire[header] = Buffer.from(value);

        const delivery = readDelivery('7', 'k', wire, body);

        const data: unknown = JSON.parse(JSON.stringify(event.data));
        expect(delivery).toEqual({ offset: '7', key: 'k', event: { ...event, data } });
      }),
    );
  });

  it('says which header came more than once', () => {
    const { headers, body } = toBinaryMessage(BARE);
    const doubled = { ...headers, ce_id: [Buffer.from('1'), Buffer.from('2')] };
    expect(readDelivery('7', 'k', doubled, body)).toStrictEqual({
      offset: '7',
      key: 'k',
      event: undefined,
      malformed: 'ce_id comes more than once',
      bytes: body,
    });
  });

  it('survives JSON that is nested too deeply to walk', () => {
    const { headers } = toBinaryMessage(BARE);
    const bytes = Buffer.from(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(readDelivery('7', 'k', headers, bytes).event).toBeUndefined();
  });
});
