import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import { describeOnEngine, eventStoreDbEngine } from '@gifting/testing';
import { EventStoreDbNoteStore } from '../adapters';
import { describeNoteStore } from '../note-store.contract';

describeOnEngine('EventStoreDB', eventStoreDbEngine, (url) => {
  let client: EventStoreDBClient;
  beforeAll(() => {
    client = EventStoreDBClient.connectionString(url());
  });
  afterAll(() => client.dispose());

  describeNoteStore('EventStoreDB', async () => {
    const store = new EventStoreDbNoteStore(client);
    return {
      store,
      reopen: async () => new EventStoreDbNoteStore(client),
      close: () => store.close(),
    };
  });

  it('leaves nothing of an erased text to readers, nor as the event that a scavenge keeps', async () => {
    const store = new EventStoreDbNoteStore(client);
    const id = randomUUID();
    await store.put(id, 'first');
    await store.put(id, 'second');
    await store.erase(id);

    const left: unknown[] = [];
    const events = client.readStream(`note-${id}`, { direction: FORWARDS, fromRevision: START });
    for await (const { event } of events) left.push([event?.type, event?.data]);
    expect(left).toEqual([['NoteErased', {}]]);
  });

  it('leaves the client to its owner', async () => {
    await new EventStoreDbNoteStore(client).close();
    const store = new EventStoreDbNoteStore(client);
    const id = randomUUID();
    await store.put(id, 'text');
    expect(await store.get([id])).toEqual(['text']);
  });
});
