import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { requestParam } from '../input/request-param';
import { RefusalError } from '../problem/refusal-error';
import type { Caller } from './caller';

interface Issued {
  readonly caller: Caller;
  readonly subject: string;
  readonly untilMs: number;
}

const TTL_MS = 30_000;
const TICKET_BYTES = 32;
/** When more are issued within their lifetime, the oldest ones stop working. */
const MAX_TICKETS = 100_000;

/**
 * Tickets stand in for a token where a client cannot send headers, such as a browser's EventSource.
 * Each works once, for 30 seconds, for one object, and grants no more than the token it was issued to.
 *
 * They are random and kept in the memory of the process that issued them. A signed ticket would still
 * need a shared list of used ones to work only once, and with published token keys there is nothing
 * here to sign with.
 */
export class TicketOffice {
  readonly #issued = new LRUCache<string, Issued>({ max: MAX_TICKETS });

  /** @param nowMs a clock that never falls */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** @param subject the object that the ticket is for, such as a creatorId */
  issue(caller: Caller, subject: string): string {
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    this.#issued.set(ticket, { caller, subject, untilMs: this.nowMs() + TTL_MS });
    return ticket;
  }

  /**
   * The caller that the ticket was issued to; the ticket is used up.
   * @throws RefusalError `unauthenticated` for a ticket that is unknown, used, expired, or for another object
   */
  redeem(ticket: unknown, subject: string | undefined): Caller {
    if (typeof ticket !== 'string') throw refused();
    const issued = this.#issued.get(ticket);
    // Shown for another object, it stays good for its own.
    if (issued === undefined || issued.subject !== subject) throw refused();
    this.#issued.delete(ticket);
    const isExpired = this.nowMs() >= issued.untilMs || Date.now() >= issued.caller.exp * 1_000;
    if (isExpired) throw refused();
    return issued.caller;
  }
}

const refused = (): RefusalError =>
  new RefusalError('unauthenticated', 'The ticket is not valid, or was used.');

/** Hands a handler the office whose tickets the routes of the same application take. */
export const Tickets = requestParam(({ server }): TicketOffice => server.tickets);
