import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../event-store.port';
import { type OpenEmbeddedEventStore, openEmbeddedEventStore } from './open-embedded-event-store';

/** Opens embedded stores in folders of their own, and clears all of them away at the end. */
export class StoreFolders {
  readonly #folders: string[] = [];
  readonly #stores: EventStore[] = [];

  async create(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'event-store-'));
    this.#folders.push(folder);
    return folder;
  }

  /** A copy of a folder, as another process would find it. */
  async copy(folder: string): Promise<string> {
    const copy = await this.create();
    await cp(folder, copy, { recursive: true });
    return copy;
  }

  async open(options: OpenEmbeddedEventStore): Promise<EventStore> {
    const store = await openEmbeddedEventStore(options);
    this.#stores.push(store);
    return store;
  }

  async clear(): Promise<void> {
    for (const store of this.#stores.splice(0)) await store.close();
    for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true });
  }
}
