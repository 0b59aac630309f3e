export type { Disk, DiskFile } from './embedded/disk';
export { openEmbeddedEventStore } from './embedded/open-embedded-event-store';
export { connectEventStoreDb } from './eventstoredb/client-calls';
export { openEventStoreDb } from './eventstoredb/open-eventstoredb';
