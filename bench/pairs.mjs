/** How long each side gives before anything is measured. */
const WARM_UP_MS = 1_000;

/**
 * Runs two sides in turn, A/B/A/B, and answers the samples of each pair. Each half of a pair gets the
 * same seed; both are warm.
 * @param a,b `(run) => Promise<sample>` each, where run is `{ ms, seed }`
 */
export async function inPairs({ pairs, seconds, seed }, a, b) {
  const samples = [];
  for (const side of [a, b]) await side({ ms: WARM_UP_MS, seed });
  for (let pair = 0; pair < pairs; pair += 1) {
    const run = { ms: seconds * 1_000, seed: seed + 1 + pair };
    samples.push([await a(run), await b(run)]);
  }
  return samples;
}
