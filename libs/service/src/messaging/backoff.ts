const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** How long to wait before the next try: doubling, bounded, and never the same for all at once. */
export function pauseMs(tries: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 10));
  return full / 2 + Math.random() * (full / 2);
}
