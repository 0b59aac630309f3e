import { EmbeddedNoteStore, type EmbeddedNoteStoreOptions } from './embedded/embedded-note-store';
import { EmbeddedReadStore, type EmbeddedReadStoreOptions } from './embedded/embedded-read-store';
import type { NoteStore } from './note-store.port';
import type { ReadStore } from './read-store.port';
import { RedisReadStore, type RedisReadStoreOptions } from './redis/redis-read-store';

export { EventStoreDbNoteStore } from './eventstoredb/eventstoredb-note-store';

/** @throws when another process holds the folder */
export const openEmbeddedReadStore = (options: EmbeddedReadStoreOptions): Promise<ReadStore> =>
  EmbeddedReadStore.open(options);

/** @throws when another process holds the folder, or when the notes in it are damaged */
export const openEmbeddedNoteStore = (options: EmbeddedNoteStoreOptions): Promise<NoteStore> =>
  EmbeddedNoteStore.open(options);

/** Connects in the background, for ever. */
export const openRedisReadStore = async (options: RedisReadStoreOptions): Promise<ReadStore> =>
  RedisReadStore.open(options);
