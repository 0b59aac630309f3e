import { describeOnEngine, eventStoreDbEngine } from '@gifting/testing';
import { describeEventStore } from '../event-store.contract';
import { openEventStoreDb } from './open-eventstoredb';

describeOnEngine('EventStoreDB as the event store', eventStoreDbEngine, (url) => {
  describeEventStore('EventStoreDB', async () => {
    const open = () => openEventStoreDb({ url: url(), onTrouble: () => undefined });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        return (store = await open());
      },
      close: () => store.close(),
    };
  });
});
