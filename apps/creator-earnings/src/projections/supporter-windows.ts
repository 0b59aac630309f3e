/** Spans over which supporters are ranked, by the calendar of UTC. */
export const SUPPORTER_WINDOWS = ['day', 'week', 'month', 'all'] as const;
export type SupporterWindow = (typeof SUPPORTER_WINDOWS)[number];

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The name of the window in which a time lies: `2026-11-25` for a day, the Monday with which an ISO
 * week begins, `2026-11` for a month. Equal names are the same window.
 * @param time RFC 3339 UTC with milliseconds
 */
export function windowAt(window: SupporterWindow, time: string): string {
  switch (window) {
    case 'day':
      return dateOf(time);
    case 'week':
      return mondayBefore(time);
    case 'month':
      return time.slice(0, 'YYYY-MM'.length);
    case 'all':
      return 'all';
  }
}

const dateOf = (time: string): string => time.slice(0, 'YYYY-MM-DD'.length);

function mondayBefore(time: string): string {
  const ms = Date.parse(time);
  const daysSinceMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return dateOf(new Date(ms - daysSinceMonday * DAY_MS).toISOString());
}
