import { LRUCache } from 'lru-cache';

export interface RateLimit {
  /** Requests that a subject earns per second. */
  readonly perSecond: number;
  /** Requests that a subject may save up. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

const MAX_SUBJECTS = 100_000;

/**
 * A token bucket per subject, in the memory of one process.
 * At most 100,000 subjects are remembered; one that was forgotten starts with a full bucket.
 */
export class RateLimiter {
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_SUBJECTS });

  /** @param nowMs a clock that never falls */
  constructor(
    private readonly limit: RateLimit,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Takes one request; answers 0, or the milliseconds until the next one is earned. */
  take(subject: string): number {
    const nowMs = this.nowMs();
    const bucket = this.#buckets.get(subject) ?? { tokens: this.limit.burst, filledAtMs: nowMs };
    const earned = ((nowMs - bucket.filledAtMs) / 1_000) * this.limit.perSecond;
    bucket.tokens = Math.min(this.limit.burst, bucket.tokens + earned);
    bucket.filledAtMs = nowMs;
    this.#buckets.set(subject, bucket);
    if (bucket.tokens < 1) return ((1 - bucket.tokens) / this.limit.perSecond) * 1_000;
    bucket.tokens -= 1;
    return 0;
  }
}
