import {
  type EventStore,
  readWholeStream,
  sealEvents,
  sha256,
  type StoredEvent,
} from '@gifting/event-store';
import { canonicalJson } from '@gifting/kernel';
import { parsePolicy, type Policy, type PolicyContent } from '@gifting/economy';
import type { Clock } from '@gifting/engine';
import { RefusalError } from '@gifting/http';

/** The one stream of economy rules. The gift service writes it, every service reads it. */
export const POLICY_STREAM = 'policy-economy';

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
  readonly #abort = new AbortController();
  readonly #versions: PolicyVersion[] = [];
  #running: Promise<void> = Promise.resolve();
  #firstKnown: () => void = () => undefined;

  /** Resolves when the first version is known. */
  readonly ready = new Promise<void>((resolve) => (this.#firstKnown = resolve));

  constructor(private readonly store: EventStore) {}

  start(): void {
    this.#running = this.#follow();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
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

  async #follow(): Promise<void> {
    // Before the stream is read: what is recorded meanwhile is met twice, but not missed.
    const after = await this.store.head();
    for await (const event of readWholeStream(this.store, POLICY_STREAM)) this.#add(event);
    const follow = { after, categories: ['policy'], signal: this.#abort.signal };
    for await (const { events } of this.store.follow(follow)) {
      for (const event of events) if (event.stream === POLICY_STREAM) this.#add(event);
    }
  }

  #add(event: StoredEvent): void {
    if (event.type !== 'PolicyActivated') return;
    const { content, name, sha256, version } = event.data as unknown as PolicyActivated;
    if (version !== this.#versions.length + 1) return;
    const activatedAt = event.metadata.recordedAt;
    this.#versions.push({
      version,
      name,
      content,
      sha256,
      activatedAt,
      policy: parsePolicy(content),
    });
    this.#firstKnown();
  }
}

type PolicyActivated = {
  readonly content: PolicyContent;
  readonly name: string;
  readonly sha256: string;
  readonly version: number;
};

/**
 * Activates a preset where no policy was ever active; afterwards the stream rules.
 * Answers with the name of the policy that rules.
 */
export async function activateFirstPolicy(
  store: EventStore,
  clock: Clock,
  preset: PolicyContent,
): Promise<string> {
  for (;;) {
    const [last] = await store.readStream(POLICY_STREAM, { backwards: true, limit: 1 });
    if (last !== undefined) return (last.data as PolicyActivated).name;
    const data = policyActivated(1, preset);
    const event = { type: 'PolicyActivated', schemaVersion: 1, data };
    await store.append([
      sealEvents(POLICY_STREAM, -1, [{ event, metadata: { recordedAt: clock.now() } }]),
    ]);
  }
}

const policyActivated = (version: number, content: PolicyContent): PolicyActivated => {
  const canonical = canonicalJson(content);
  return {
    content: JSON.parse(canonical) as PolicyContent,
    name: content.name,
    sha256: sha256(canonical),
    version,
  };
};
