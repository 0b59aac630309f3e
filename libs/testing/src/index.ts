export { type BusFaultRates, SeededBusFaults } from './bus-faults';
export type { Engine } from './engine';
export {
  describeOnEngine,
  describeSkipped,
  eventStoreDbEngine,
  executable,
  kafkaEngine,
  redisEngine,
} from './engines';
export { type RestartableEventStoreDb, startEventStoreDb } from './eventstoredb-process';
export { FaultDisk, NOTHING_SURVIVES, tornBy } from './fault-disk';
export { freePorts } from './free-ports';
export { given } from './given';
export { type RestartableKafka, startKafka } from './kafka-process';
export { project, projected } from './project';
export { seededRandom } from './seeded-random';
export { type Answer, type Sent, ServiceAlone, eventually, textOf } from './service-alone';
export { SseClient, type SseEvent } from './sse-client';
export { TcpProxy } from './tcp-proxy';
export { TypescriptProcess } from './typescript-process';
