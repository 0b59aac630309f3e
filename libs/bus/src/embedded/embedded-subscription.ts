import type { Subscribe, Subscription, Trouble } from '../bus.port';
import { Troubles } from '../troubles';
import type { Lane } from './lane';

/** Takes from all lanes of a group until it is stopped. */
export class EmbeddedSubscription implements Subscription {
  readonly caughtUp: Promise<void>;
  readonly #failing: Troubles;
  readonly #stopping = new AbortController();
  #atRest = false;

  constructor(
    private readonly lanes: readonly Lane[],
    { topic, handle, onTrouble }: Subscribe,
  ) {
    this.#failing = new Troubles(topic);
    const consumer = {
      handle,
      onTrouble,
      troubles: this.#failing,
      signal: this.#stopping.signal,
    };
    const caughtUp = lanes.map((lane) => lane.attach(consumer));
    this.caughtUp = Promise.all(caughtUp).then(() => undefined);
  }

  get troubles(): readonly Trouble[] {
    return this.#failing.list;
  }

  /** Whether the group may subscribe again: batches of one partition never overlap. */
  get stopped(): boolean {
    return this.#atRest;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.lanes.map((lane) => lane.atRest()));
    this.#atRest = true;
  }
}
