import type { RequestTimer } from '@gifting/http/app';
import type { Position } from '@gifting/kernel';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows; the abstract class is the injection token. */
export abstract class MetricsSource {
  /** All metrics in the text format of Prometheus. */
  abstract text(): Promise<string>;
}

/** Seconds; a gift answers within milliseconds, a waiting call within ten seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one process. Services of the process report under their own label. */
export class Metrics extends MetricsSource {
  readonly #registry = new Registry();
  readonly #events = new Counter({
    name: 'gifting_events_total',
    help: 'Events appended, by the service that wrote them and by type.',
    labelNames: ['service', 'type'],
    registers: [this.#registry],
  });
  readonly #feedLag = new Gauge({
    name: 'gifting_feed_lag_seconds',
    help: 'Age of the last message taken from a feed, from its event to its effect.',
    labelNames: ['service', 'feed'],
    registers: [this.#registry],
  });
  readonly #parkedKeys = new Gauge({
    name: 'gifting_parked_keys',
    help: 'Streams whose messages wait for a release.',
    labelNames: ['service'],
    registers: [this.#registry],
  });
  readonly #oldestUnmatched = new Gauge({
    name: 'gifting_oldest_unmatched_seconds',
    help: 'Age of the oldest event whose effect is missing, 0 when none is.',
    registers: [this.#registry],
  });
  readonly #unexplained = new Gauge({
    name: 'gifting_unexplained_micros',
    help: 'Money that the books cannot explain, in millionths of its unit; must be 0.',
    labelNames: ['currency'],
    registers: [this.#registry],
  });
  readonly #projectionPosition = new Gauge({
    name: 'gifting_projection_position',
    help: 'Position up to which a projection includes everything.',
    labelNames: ['projection'],
    registers: [this.#registry],
  });
  readonly #requests = new Histogram({
    name: 'gifting_http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['service', 'method', 'route', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });

  constructor() {
    super();
    collectDefaultMetrics({ register: this.#registry });
  }

  override text(): Promise<string> {
    return this.#registry.metrics();
  }

  forService(service: string): ServiceMetrics {
    return {
      countEvents: (type, count = 1) => this.#events.inc({ service, type }, count),
      setFeedLag: (feed, seconds) => this.#feedLag.set({ service, feed }, seconds),
      setParkedKeys: (count) => this.#parkedKeys.set({ service }, count),
      setProjectionPosition: (projection, position) =>
        this.#projectionPosition.set({ projection }, Number(position)),
      requestTimer: (method, route) => this.#requestTimer(service, method, route),
    };
  }

  setOldestUnmatched(seconds: number): void {
    this.#oldestUnmatched.set(seconds);
  }

  /** @param micros shown as a double; any other value than 0 alarms, so its last digits do not matter */
  setUnexplained(currency: string, micros: bigint): void {
    this.#unexplained.set({ currency }, Number(micros));
  }

  /** The labels of a route and status are built once, for this runs on every request. */
  #requestTimer(service: string, method: string, route: string): RequestTimer {
    const byStatus = new Map<number, Histogram.Internal<string>>();
    return (status, elapsedMs) => {
      let labelled = byStatus.get(status);
      if (labelled === undefined) {
        labelled = this.#requests.labels({ service, method, route, status: String(status) });
        byStatus.set(status, labelled);
      }
      labelled.observe(elapsedMs / 1_000);
    };
  }
}

/** What one service reports. */
export interface ServiceMetrics {
  countEvents(type: string, count?: number): void;
  setFeedLag(feed: string, seconds: number): void;
  setParkedKeys(count: number): void;
  setProjectionPosition(projection: string, position: Position): void;
  requestTimer(method: string, route: string): RequestTimer;
}
