export { EmbeddedReadStore } from './embedded/embedded-read-store';
export { NoteStore } from './note-store.port';
export {
  type IndexEntry,
  type IndexedRow,
  type ProjectionCommit,
  type RangeRead,
  ReadStore,
  type RowWrite,
} from './read-store.port';
