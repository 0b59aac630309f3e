import fc from 'fast-check';
import { windowAt } from './supporter-windows';

describe('a window', () => {
  it('is named after its day, its Monday, its month', () => {
    // A Wednesday.
    const time = '2026-11-25T23:59:59.999Z';
    expect(windowAt('day', time)).toBe('2026-11-25');
    expect(windowAt('week', time)).toBe('2026-11-23');
    expect(windowAt('month', time)).toBe('2026-11');
    expect(windowAt('all', time)).toBe('all');
  });

  it.each([
    ['a Monday', '2026-11-23T00:00:00.000Z', '2026-11-23'],
    ['a Sunday', '2026-11-29T23:59:59.999Z', '2026-11-23'],
    ['the turn of a year', '2027-01-02T12:00:00.000Z', '2026-12-28'],
    ['a leap day', '2028-02-29T00:00:00.000Z', '2028-02-28'],
  ])('of a week begins on Monday: %s', (_, time, monday) => {
    expect(windowAt('week', time)).toBe(monday);
  });

  it('of a week holds seven days, the first of them a Monday', () => {
    const noon = fc.date({
      min: new Date('1999-01-01T00:00:00.000Z'),
      max: new Date('2100-01-01T00:00:00.000Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(noon, (date) => {
        const monday = new Date(`${windowAt('week', date.toISOString())}T00:00:00.000Z`);
        expect(monday.getUTCDay()).toBe(1);
        const sinceMondayMs = date.getTime() - monday.getTime();
        expect(sinceMondayMs).toBeGreaterThanOrEqual(0);
        expect(sinceMondayMs).toBeLessThan(7 * 24 * 60 * 60 * 1_000);
      }),
    );
  });
});
