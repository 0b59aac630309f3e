import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedReadStore, type ReadStore } from '@gifting/read-store';

export interface DisposableStore {
  readonly store: ReadStore;
  /** Closes the store and removes its folder. */
  dispose(): Promise<void>;
}

/** An embedded store of its own; a warning fails the test. */
export async function openDisposableStore(): Promise<DisposableStore> {
  const dir = await mkdtemp(join(tmpdir(), 'read-store-'));
  const store = await EmbeddedReadStore.open({
    dir,
    onWarning: (message) => {
      throw new Error(message);
    },
  });
  return {
    store,
    dispose: async () => {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
}
