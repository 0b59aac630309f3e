import { EmbeddedBus, type EmbeddedBusOptions } from './embedded/embedded-bus';

export type { BusFaults } from './embedded/bus-faults';
export { openKafkaBus } from './kafka/open-kafka-bus';

export function openEmbeddedBus(options?: EmbeddedBusOptions): EmbeddedBus {
  return new EmbeddedBus(options);
}
