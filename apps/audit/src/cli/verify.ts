import { canonicalBytes, type EventRecord, eventIdOf, sha256 } from '@gifting/event-store';
import { TrialBalance, type TrialBalanceReport } from '../domain/trial-balance';
import type { EventSource } from './event-source';

export interface Verification {
  readonly events: number;
  readonly books: TrialBalanceReport;
  /** One line for each fault. */
  readonly faults: readonly string[];
}

/** Reads all events, hashes each again and posts it: what anybody can do who does not trust us. */
export async function verify(source: EventSource): Promise<Verification> {
  const books = new TrialBalance();
  const faults: string[] = [];
  let events = 0;
  for await (const event of source) {
    events += 1;
    const id = eventIdOf(sha256(canonicalBytes(event as unknown as EventRecord)));
    if (id !== event.eventId) {
      faults.push(`${event.stream} revision ${event.revision}: its bytes are not those of its id`);
    }
    books.apply(event);
  }
  const report = books.report();
  for (const { detail, position, stream } of report.violations) {
    faults.push(`${stream} at position ${position}: ${detail}`);
  }
  for (const [currency, { unexplained }] of Object.entries(report.money)) {
    if (/[1-9]/.test(unexplained)) faults.push(`${currency} ${unexplained} is unexplained`);
  }
  return { events, books: report, faults };
}
