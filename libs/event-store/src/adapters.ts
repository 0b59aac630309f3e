export type { Disk, DiskFile } from './embedded/disk';
export { FileDisk } from './embedded/file-disk';
export {
  openEmbeddedEventStore,
  type OpenEmbeddedEventStore,
} from './embedded/open-embedded-event-store';
export { StoreLocked } from './embedded/store-lock';
export { AppendTooLarge } from './eventstoredb/append-answer';
export { connectEventStoreDb } from './eventstoredb/client-calls';
export { openEventStoreDb, type OpenEventStoreDb } from './eventstoredb/open-eventstoredb';
