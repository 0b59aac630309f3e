import { FaultDisk } from '@gifting/testing';
import { describeEventStore } from '../event-store.contract';
import type { OpenEmbeddedEventStore } from './open-embedded-event-store';
import { StoreFolders } from './store-in-folder.contract';

async function opened(options: () => Omit<OpenEmbeddedEventStore, 'dir'>) {
  const folders = new StoreFolders();
  const dir = await folders.create();
  const same = options();
  let store = await folders.open({ dir, ...same });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await folders.open({ dir, ...same });
      return store;
    },
    close: () => folders.clear(),
  };
}

describeEventStore('the embedded store', () => opened(() => ({})));

describeEventStore('the embedded store with many small files', () =>
  opened(() => ({ disk: new FaultDisk(), segmentBytes: 2_000 })),
);
