import type { Caller } from './caller';
import { TicketOffice } from './tickets';

const caller = (ttlSeconds = 3_600): Caller => ({
  role: 'creator',
  sub: 'cy',
  providers: [],
  exp: Date.now() / 1_000 + ttlSeconds,
});
const REFUSED = expect.objectContaining({ code: 'unauthenticated' }) as Error;

let nowMs = 0;
const office = new TicketOffice(() => nowMs);

describe('a ticket', () => {
  it('speaks for the caller that it was issued to, once', () => {
    const owner = caller();
    const ticket = office.issue(owner, 'cy');
    expect(ticket).toMatch(/^[\w-]{43}$/);
    expect(office.issue(owner, 'cy')).not.toBe(ticket);
    expect(office.redeem(ticket, 'cy')).toBe(owner);
    expect(() => office.redeem(ticket, 'cy')).toThrow(REFUSED);
  });

  it('is for one object, and not used up by showing it for another', () => {
    const ticket = office.issue(caller(), 'cy');
    expect(() => office.redeem(ticket, 'di')).toThrow(REFUSED);
    expect(() => office.redeem(ticket, undefined)).toThrow(REFUSED);
    expect(office.redeem(ticket, 'cy').sub).toBe('cy');
  });

  it('works for 30 seconds', () => {
    const [early, late] = [office.issue(caller(), 'cy'), office.issue(caller(), 'cy')];
    nowMs += 29_999;
    expect(office.redeem(early, 'cy').sub).toBe('cy');
    nowMs += 1;
    expect(() => office.redeem(late, 'cy')).toThrow(REFUSED);
  });

  it('is worth no more than its token, which may have expired meanwhile', () => {
    const ticket = office.issue(caller(0), 'cy');
    expect(() => office.redeem(ticket, 'cy')).toThrow(REFUSED);
  });

  it.each([undefined, '', 'x', ['x'], {}])('is not %j', (text) => {
    expect(() => office.redeem(text, 'cy')).toThrow(REFUSED);
    expect(() => office.redeem(text, undefined)).toThrow(REFUSED);
  });
});
