import type { Delivery, DeliveryBatch } from '../bus.port';

/**
 * How the embedded bus misbehaves on demand, as a real broker may: it never loses a message and
 * never lets one overtake another of its key, but it repeats, delays and reorders across keys.
 */
export interface BusFaults {
  /**
   * Whether a message comes again, as when a relay sends it twice: behind all that waits by then,
   * after so many further batches of its partition. `undefined` for not at all.
   */
  repeatsAfterBatches(delivery: Delivery): number | undefined;
  /** Whether a batch that was resolved comes again at once, as when its commit was lost. */
  redelivers(batch: DeliveryBatch): boolean;
  /** How many turns of the event loop a partition waits before its next batch, while others go on. */
  stallTurns(topic: string, partition: number): number;
}
