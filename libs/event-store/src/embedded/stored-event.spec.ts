import fc from 'fast-check';
import { categoryOf } from '../event-store.port';
import { sealEvents } from '../seal';
import type { LogRecord } from './log-record';
import { categoryIn, parseRecord } from './stored-event';

const record = (payload: Buffer): LogRecord => ({
  offset: 36,
  end: 48 + payload.length,
  groupStart: 0,
  continues: false,
  payload,
});

/** Texts that look like the members which are searched for, and others with quotes and backslashes. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom(',"stream":', ',"type":"', 'a-1', '-', '"', '\\', '{', '}', 'ü'))
    .map((parts) => parts.join('')),
);

describe('the category of a record', () => {
  it('is that of its stream, whatever stands in the event', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (stream, type, member, text) => {
        const data = { [member]: text, stream: text, type: text };
        const metadata = { recordedAt: '2026-11-01T12:00:00.000Z', traceId: text };
        const { events } = sealEvents(stream, -1, [
          { event: { type, schemaVersion: 1, data }, metadata },
        ]);
        const sealed = record(events[0]?.bytes ?? Buffer.alloc(0));

        expect(categoryIn(sealed)).toBe(categoryOf(parseRecord(sealed).stream));
      }),
      { numRuns: 2_000 },
    );
  });
});
