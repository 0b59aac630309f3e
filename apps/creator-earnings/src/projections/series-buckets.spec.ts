import { bucketEnd, bucketStart, bucketStarts } from './series-buckets';

const ms = (time: string): number => Date.parse(`${time}Z`);
const iso = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 16);

describe('a bucket', () => {
  it.each([
    ['hour', '2026-11-25T23:59:59.999', '2026-11-25T23:00'],
    ['day', '2026-11-25T23:59:59.999', '2026-11-25T00:00'],
    ['week', '2026-11-23T00:00', '2026-11-23T00:00'],
    ['week', '2026-11-29T23:59:59.999', '2026-11-23T00:00'],
    ['week', '2027-01-01T12:00', '2026-12-28T00:00'],
    ['week', '1969-12-31T12:00', '1969-12-29T00:00'],
  ] as const)('of a %s that holds %s starts at %s', (bucket, time, start) => {
    expect(iso(bucketStart(bucket, ms(time)))).toBe(start);
    expect(bucketStart(bucket, bucketEnd(bucket, ms(start)) - 1)).toBe(ms(start));
  });

  it('belongs to a span that it overlaps', () => {
    const span = { fromMs: ms('2026-11-25T10:30'), toMs: ms('2026-11-25T12:00') };
    expect(bucketStarts('hour', span, 2)?.map(iso)).toEqual([
      '2026-11-25T10:00',
      '2026-11-25T11:00',
    ]);
    expect(bucketStarts('hour', { ...span, toMs: span.toMs + 1 }, 2)).toBeUndefined();
    expect(bucketStarts('week', span, 2)?.map(iso)).toEqual(['2026-11-23T00:00']);
  });
});
