import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '@gifting/engine/runtime';
import { type EventStore, NO_STREAM, sealEvents } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { identityOf } from './store-identity';

describe('the identity of a store', () => {
  const clock = new SystemClock();
  let dir: string;
  let store: EventStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'store-identity-'));
    store = await openEmbeddedEventStore({ dir });
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  it('is made once, and stays the same when the store is opened again', async () => {
    const first = await identityOf(store, clock);
    expect(first.name).toMatch(/^[0-9a-f-]{36}\.1$/);
    expect(Buffer.from(first.secret, 'base64url')).toHaveLength(32);
    await store.close();
    store = await openEmbeddedEventStore({ dir });
    expect(await identityOf(store, clock)).toEqual(first);
    expect(await store.readStream('store')).toHaveLength(2);
  });

  it('is one, however many processes open an empty store at once', async () => {
    const identities = await Promise.all([1, 2, 3].map(() => identityOf(store, clock)));
    expect(new Set(identities.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('gets its secret where an older release has opened the store', async () => {
    const data = { epoch: 1, id: 'older', previousEnd: '0' };
    const event = { type: 'StoreOpened', schemaVersion: 1, data };
    const metadata = { recordedAt: clock.now() };
    await store.append([sealEvents('store', NO_STREAM, [{ event, metadata }])]);
    const { name, secret } = await identityOf(store, clock);
    expect(name).toBe('older.1');
    expect(await identityOf(store, clock)).toEqual({ name, secret });
  });
});
