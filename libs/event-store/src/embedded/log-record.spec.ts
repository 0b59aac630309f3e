import fc from 'fast-check';
import { decodeRecord, encodeRecord, findRecords, RECORD_HEADER_BYTES } from './log-record';

const payloadOf = (text: string): Buffer => Buffer.from(JSON.stringify({ data: { text } }));

/** Records one behind the other, as a group holds them. */
function encodeAll(start: number, payloads: readonly Buffer[]): Buffer {
  const size = payloads.reduce((sum, { length }) => sum + RECORD_HEADER_BYTES + length, 0);
  const target = Buffer.alloc(size);
  let at = 0;
  for (const [index, payload] of payloads.entries()) {
    const continues = index < payloads.length - 1;
    encodeRecord(target, at, { offset: start + at, groupStart: start, continues, payload });
    at += RECORD_HEADER_BYTES + payload.length;
  }
  return target;
}

// Offsets beyond 32 bits, for a log grows for years.
const offsets = fc.integer({ min: 0, max: 2 ** 45 });

describe('a record of the log', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(offsets, fc.array(fc.string(), { minLength: 1 }), (start, texts) => {
        const payloads = texts.map(payloadOf);
        const bytes = encodeAll(start, payloads);
        let at = 0;
        for (const [index, payload] of payloads.entries()) {
          const end = at + RECORD_HEADER_BYTES + payload.length;
          expect(decodeRecord(bytes, at, start + at)).toEqual({
            offset: start + at,
            end: start + end,
            groupStart: start,
            continues: index < payloads.length - 1,
            payload,
          });
          at = end;
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  it('is refused with any of its bits turned over', () => {
    const bytes = encodeAll(1_000, [payloadOf('rose')]);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      const index = Math.floor(bit / 8);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (bit % 8));
      expect([bit, decodeRecord(flipped, 0, 1_000)]).toEqual([bit, undefined]);
    }
  });

  it('is refused at another place, and when its end is missing', () => {
    fc.assert(
      fc.property(offsets, offsets, (right, wrong) => {
        // The checksum holds 32 bits of the offset.
        fc.pre(right >>> 0 !== wrong >>> 0);
        const bytes = encodeAll(right, [payloadOf('panda')]);
        expect(decodeRecord(bytes, 0, wrong)).toBeUndefined();
        expect(decodeRecord(bytes.subarray(0, -1), 0, right)).toBeUndefined();
      }),
    );
  });

  it('is not made of zeros', () => {
    expect(decodeRecord(Buffer.alloc(4_096), 0, 0)).toBeUndefined();
  });

  it('is found among other bytes, and only where it stands', () => {
    const records = encodeAll(500, [payloadOf('a'), payloadOf('{"data":{}}'), payloadOf('b')]);
    const noise = Buffer.from('xx{"data":{}}');
    const source = Buffer.concat([noise, records, noise]);

    const found = [...findRecords(source, 500 - noise.length)];

    expect(found.map(({ offset }) => offset)).toHaveLength(3);
    expect(found[0]?.offset).toBe(500);
    expect(found.at(-1)?.end).toBe(500 + records.length);
    expect([...findRecords(source, 0)]).toEqual([]);
  });
});
