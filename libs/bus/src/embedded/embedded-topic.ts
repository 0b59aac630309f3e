import type { Delivery, Subscribe } from '../bus.port';
import type { CloudEvent } from '../cloud-event';
import { readDelivery, type WireHeaders } from '../cloud-event-headers';
import { partitionOf } from '../partitioner';
import { EmbeddedSubscription } from './embedded-subscription';
import { Lane, type LaneOptions } from './lane';
import type { PublishCall } from './publish-call';

interface Partition {
  messages: number;
  /** One for each group that ever subscribed. */
  readonly lanes: Lane[];
}

interface Group {
  readonly lanes: readonly Lane[];
  /** None until it subscribes for the first time. */
  readonly subscription: EmbeddedSubscription | undefined;
}

/** The partitions of a topic, and in each a lane for every group. Keeps nothing that nobody hears. */
export class EmbeddedTopic {
  readonly #partitions: readonly Partition[];
  readonly #groups = new Map<string, Group>();

  constructor(
    private readonly name: string,
    partitions: number,
    private readonly options: Pick<LaneOptions, 'pause' | 'faults'>,
  ) {
    this.#partitions = Array.from({ length: partitions }, () => ({ messages: 0, lanes: [] }));
  }

  get partitionCount(): number {
    return this.#partitions.length;
  }

  get isHeard(): boolean {
    return this.#groups.size > 0;
  }

  /** Keeps for a group, from now on, what comes before it subscribes. */
  keepFor(group: string): void {
    if (this.#groups.has(group)) return;
    this.#groups.set(group, { lanes: this.#newLanes(), subscription: undefined });
  }

  /** All groups share the event, which must be frozen. */
  add(key: string | undefined, event: CloudEvent, call: PublishCall): void {
    const partition = this.#partitionOf(key);
    this.#deliver(partition, { offset: nextOffset(partition), key, event }, call);
  }

  addRaw(key: string | undefined, bytes: Buffer, headers: WireHeaders, call: PublishCall): void {
    const partition = this.#partitionOf(key);
    const delivery = readDelivery(nextOffset(partition), key, headers, bytes);
    this.#deliver(partition, delivery, call);
  }

  subscribe(subscribe: Subscribe): EmbeddedSubscription {
    const { group } = subscribe;
    const known = this.#groups.get(group);
    if (known?.subscription?.stopped === false) {
      throw new Error(`group ${group} has already subscribed to ${this.name}`);
    }
    const lanes = known?.lanes ?? this.#newLanes();
    const subscription = new EmbeddedSubscription(lanes, subscribe);
    this.#groups.set(group, { lanes, subscription });
    return subscription;
  }

  /** Resolves when no batch is under way and none is waiting for one that is. */
  async atRest(): Promise<void> {
    const lanes = this.#partitions.flatMap((partition) => partition.lanes);
    while (lanes.some((lane) => lane.isRunning)) {
      await Promise.all(lanes.map((lane) => lane.atRest()));
    }
  }

  /** Stops every subscription, then rejects the publish calls that still wait. */
  async close(error: Error): Promise<void> {
    const groups = [...this.#groups.values()];
    await Promise.all(groups.map(async ({ subscription }) => subscription?.stop()));
    for (const lane of groups.flatMap(({ lanes }) => lanes)) lane.abandon(error);
  }

  #newLanes(): readonly Lane[] {
    return this.#partitions.map((partition, index) => {
      const lane = new Lane({
        ...this.options,
        topic: this.name,
        partition: index,
        nextOffset: () => nextOffset(partition),
      });
      partition.lanes.push(lane);
      return lane;
    });
  }

  #deliver(partition: Partition, delivery: Delivery, call: PublishCall): void {
    for (const lane of partition.lanes) lane.add(delivery, call);
  }

  /** A message without a key has no order to keep. */
  #partitionOf(key: string | undefined): Partition {
    const index = key === undefined ? 0 : partitionOf(key, this.#partitions.length);
    const partition = this.#partitions[index];
    if (partition === undefined) throw new Error(`${this.name} has no partition ${index}`);
    return partition;
  }
}

/** The numbering of a partition is shared by all its groups. */
const nextOffset = (partition: Partition): string => String(partition.messages++);
