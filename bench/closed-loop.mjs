/**
 * Keeps so many operations in flight until the time is over: each slot begins its next operation when
 * the last one is done. Resolves when the last operation is done.
 * @param operate one operation; whoever rejects ends the run
 * @returns how long each took, and all of them together, in milliseconds
 */
export async function closedLoop({ inFlight, ms, operate }) {
  const latenciesMs = [];
  const startMs = performance.now();
  const slot = async () => {
    for (;;) {
      const beginMs = performance.now();
      if (beginMs - startMs >= ms) return;
      await operate(beginMs);
      latenciesMs.push(performance.now() - beginMs);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, slot));
  return { latenciesMs, elapsedMs: performance.now() - startMs };
}

/** Does so many operations, so many at a time, each with its number; answers like `closedLoop`. */
export async function countedLoop({ inFlight, count, operate }) {
  const latenciesMs = [];
  const startMs = performance.now();
  let next = 0;
  const slot = async () => {
    while (next < count) {
      const beginMs = performance.now();
      await operate(next++, beginMs);
      latenciesMs.push(performance.now() - beginMs);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, count) }, slot));
  return { latenciesMs, elapsedMs: performance.now() - startMs };
}
