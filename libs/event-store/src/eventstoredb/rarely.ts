const QUIET_MS = 1_000;

/**
 * Passes an error on unless one with the same message was passed on within the last second: when a
 * server is lost, hundreds of appends fail for the same reason and are tried again and again.
 */
export function rarely(onTrouble: (error: unknown) => void): (error: unknown) => void {
  const toldAt = new Map<string, number>();
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    const now = performance.now();
    for (const [other, at] of toldAt) if (now - at >= QUIET_MS) toldAt.delete(other);
    if (toldAt.has(message)) return;
    toldAt.set(message, now);
    onTrouble(error);
  };
}
