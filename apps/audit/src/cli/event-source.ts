import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { categoryOf } from '@gifting/event-store';
import { type Position, START } from '@gifting/kernel';
import { openStoppedStore } from '@gifting/service';
import { HIDDEN_CATEGORIES } from '../api/audited-events';
import type { AuditedEvent } from '../domain/audited-event';

/** An event with what it says of its own hash. */
export type ClaimedEvent = AuditedEvent & { readonly eventId: string };

/** Every event that audit lists show, in the order of the store. */
export type EventSource = AsyncIterable<ClaimedEvent>;

/** The events of a stopped store. @throws Error when there is none, or a process holds it */
export async function* eventsOfData(dataDir: string): EventSource {
  if (!existsSync(join(dataDir, 'store'))) throw new Error(`there is no store in ${dataDir}`);
  const store = await openStoppedStore(dataDir);
  try {
    for (let from: Position = START; ;) {
      const { events } = await store.readAll({ from });
      for (const event of events) {
        if (HIDDEN_CATEGORIES.has(categoryOf(event.stream))) continue;
        yield { ...event, eventId: event.id };
      }
      const last = events.at(-1);
      if (last === undefined) return;
      from = String(BigInt(last.position) + 1n) as Position;
    }
  } finally {
    await store.close();
  }
}

/** The events of a running process, through its API. @throws Error when it refuses */
export async function* eventsOfUrl(url: string, token: string): EventSource {
  let cursor: string | null = '0';
  while (cursor !== null) {
    const path = `/v1/audit/events?limit=500&cursor=${cursor}`;
    const response = await fetch(new URL(path, url), {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const page = (await response.json()) as { items: ClaimedEvent[]; nextCursor: string | null };
    yield* page.items;
    cursor = page.nextCursor;
  }
}
