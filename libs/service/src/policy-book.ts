import {
  parsePolicy,
  type Policy,
  type PolicyActivated,
  type PolicyContent,
} from '@gifting/economy';
import { endOfProcess, Follower, type Stored } from '@gifting/engine';
import { readWholeStream } from '@gifting/engine/runtime';
import { categoryOf, type EventStore, type StoredEvent } from '@gifting/event-store';
import { RefusalError } from '@gifting/http';
import type { Position } from '@gifting/kernel';
import { POLICY_STREAM } from './policy-stream';

export interface PolicyVersion {
  /** From 1; also the price version of the catalogue. */
  readonly version: number;
  readonly name: string;
  readonly content: PolicyContent;
  /** Lower-case hexadecimal SHA-256 of the RFC 8785 form of `content`. */
  readonly sha256: string;
  /** Active from here until the next version's. */
  readonly activatedAt: string;
  readonly policy: Policy;
}

/**
 * All versions of the economy's rules, as the policy stream says. It reads the stream and then follows
 * what comes, so that every service of a cluster learns of a new version. The rest of the store is not
 * gone through: that would take as long as its history is.
 */
export class PolicyBook {
  readonly #versions: PolicyVersion[] = [];
  readonly #follower: Follower;
  #firstKnown: () => void = () => undefined;

  /** Resolves when the first version is known. */
  readonly ready = new Promise<void>((resolve) => (this.#firstKnown = resolve));

  constructor(private readonly store: EventStore) {
    this.#follower = new Follower({
      streams: store,
      categories: [categoryOf(POLICY_STREAM)],
      after: () => this.#readStream(),
      onBatch: ({ events }) => {
        for (const event of events) if (event.stream === POLICY_STREAM) this.#add(event);
      },
      onTrouble: endOfProcess,
    });
  }

  start(): void {
    this.#follower.start();
  }

  stop(): Promise<void> {
    return this.#follower.stop();
  }

  /** The version that is active now. @throws RefusalError `not-ready` before the first one is known */
  get current(): PolicyVersion {
    const last = this.#versions.at(-1);
    if (last === undefined) throw new RefusalError('not-ready', 'No policy is active yet.');
    return last;
  }

  version(version: number): PolicyVersion | undefined {
    return this.#versions[version - 1];
  }

  /** The version that was active at a time; the first one for all times before it. */
  activeAt(time: string): PolicyVersion {
    return this.#versions.findLast(({ activatedAt }) => activatedAt <= time) ?? this.#first;
  }

  get #first(): PolicyVersion {
    return this.#versions[0] ?? this.current;
  }

  /** Reads what the stream holds. What is recorded after the answered position is followed. */
  async #readStream(): Promise<Position> {
    // Before the stream is read: what is recorded meanwhile is met twice, but not missed.
    const after = await this.store.head();
    for await (const event of readWholeStream(this.store, POLICY_STREAM)) this.#add(event);
    return after;
  }

  #add(event: StoredEvent): void {
    const { data, metadata } = event as Stored<PolicyActivated>;
    if (event.type !== 'PolicyActivated' || data.version !== this.#versions.length + 1) return;
    const { content, name, sha256, version } = data;
    const policy = parsePolicy(content);
    this.#versions.push({
      version,
      name,
      content,
      sha256,
      activatedAt: metadata.recordedAt,
      policy,
    });
    this.#firstKnown();
  }
}
