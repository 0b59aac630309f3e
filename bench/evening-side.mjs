// Plays evenings of the tape through the public API, from a process and a core of its own.
import { built } from './built.mjs';
import { busyShare } from './cpu.mjs';
import { serve } from './side.mjs';
import { quantiles } from './statistics.mjs';

const CONNECTIONS = 64;

let parts;
let reader;
/** Of all evenings so far: nothing else is played on this server. */
let facts;

serve({
  async open({ dist, url, secret }) {
    parts = partsOf(built(dist));
    const { IssuedTokens, TapeFacts } = parts;
    const api = timedApi(parts, { url: new URL(url), maxConnections: CONNECTIONS });
    reader = { api, tokens: new IssuedTokens(Buffer.from(secret)) };
    facts = new TapeFacts();
  },

  /**
   * An evening as fast as it goes: gifts of the catalogue to creators of whom few are popular, alone and
   * as combos, with the purchases and page views between them. Without payouts, which come when the last
   * gift was sent long ago. Answers with the sample, and with what the API said otherwise than the tape.
   */
  async play({ seed, gifts }) {
    const { closingOf, DEFAULT_TAPE, eveningOf, isBalanced, Player, programmeOf } = parts;
    const { api } = reader;
    const { tape } = await programmeOf({ ...DEFAULT_TAPE, seed, gifts }, reader, Date.now());
    const player = new Player({
      ...reader,
      width: CONNECTIONS,
      signal: new AbortController().signal,
    });
    api.answerMs = [];
    const startMs = performance.now();
    const { share } = await busyShare(() => player.play(withoutPayouts(eveningOf(tape))));

    const { tally } = player;
    const { balance } = await closingOf(reader, facts, tally, true);
    const faults = [...tally.contradictions];
    if (!isBalanced(balance)) faults.push('the trial balance does not balance');
    if (api.retries > 0) faults.push(`${api.retries} requests had to be repeated`);
    return { faults, sample: { ...sampleOf(tally, startMs), generatorBusy: share } };
  },

  close: async () => reader?.api.close(),
});

/** Gifts that were sent; one that lacked coins was only a request. */
function sampleOf({ gifts: { sent: gifts }, lastGiftMs }, startMs) {
  const { answerMs } = reader.api;
  const seconds = (lastGiftMs - startMs) / 1_000;
  const { p50, p99 } = quantiles(answerMs);
  return {
    connections: CONNECTIONS,
    gifts,
    requestsPerSecond: answerMs.length / seconds,
    giftsPerSecond: gifts / seconds,
    p50Ms: p50,
    p99Ms: p99,
  };
}

function* withoutPayouts(steps) {
  for (const step of steps) {
    if (step.kind === 'payout') continue;
    facts.add(step);
    yield step;
  }
}

/** The client that the demo uses; it notes how long the answer to each request with gifts took. */
function timedApi({ ApiClient }, options) {
  class TimedApi extends ApiClient {
    answerMs = [];

    sendGift(...args) {
      return this.#timed(super.sendGift(...args));
    }

    sendGifts(...args) {
      return this.#timed(super.sendGifts(...args));
    }

    async #timed(answer) {
      const beganMs = performance.now();
      try {
        return await answer;
      } finally {
        this.answerMs.push(performance.now() - beganMs);
      }
    }
  }
  return new TimedApi(options);
}

const partsOf = (load) => ({
  ...load('apps/tape/src/api-client.js'),
  ...load('apps/tape/src/demo/closing.js'),
  ...load('apps/tape/src/demo/player.js'),
  ...load('apps/tape/src/demo/programme.js'),
  ...load('apps/tape/src/tape'),
  ...load('apps/tape/src/tokens.js'),
});
