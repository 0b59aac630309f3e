export type { Disk, DiskFile } from './embedded/disk';
export { FileDisk } from './embedded/file-disk';
export {
  openEmbeddedEventStore,
  type OpenEmbeddedEventStore,
} from './embedded/open-embedded-event-store';
export { StoreLocked } from './embedded/store-lock';
