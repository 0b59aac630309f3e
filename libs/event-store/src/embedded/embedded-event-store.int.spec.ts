import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEventStore } from '../event-store.contract';
import { openEmbeddedEventStore } from './open-embedded-event-store';

describeEventStore('the embedded store', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'event-store-'));
  let store = await openEmbeddedEventStore({ dir });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openEmbeddedEventStore({ dir });
      return store;
    },
    close: async () => {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
});
