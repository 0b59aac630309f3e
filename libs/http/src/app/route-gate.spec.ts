import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Role } from '../auth/caller';
import { TicketOffice } from '../auth/tickets';
import { TokenVerifier } from '../auth/token-verifier';
import { Admission, MIN_IN_FLIGHT } from './overload';
import { RateLimiter } from './rate-limit';
import { RefusalError } from '../problem/refusal-error';
import { type GateKeepers, routeGate } from './route-gate';
import type { ObjectPolicy, RouteOptions } from './route-options';

/** Takes any header of the form `role/sub`, at once or later, as a remembered or a new token. */
class StubVerifier extends TokenVerifier {
  constructor(private readonly later: boolean) {
    super({ kind: 'secret', secret: Buffer.alloc(32) });
  }
  override verify(header: string | undefined): Caller | Promise<Caller> {
    if (header === undefined) throw new RefusalError('unauthenticated', 'No token.');
    const [role, sub = ''] = header.split('/');
    const caller = { role: role as Role, sub, providers: [], exp: 0 };
    return this.later ? Promise.resolve(caller) : caller;
  }
}

class Policy implements ObjectPolicy {
  reaches = jest.fn((_caller: Caller, params: Readonly<Record<string, string>>) => {
    if (params.giftTxId === 'behind') throw new RefusalError('projection-behind', 'Wait.');
    return params.giftTxId === 'mine';
  });
}

const policy = new Policy();
const keepersWith = (more: Partial<GateKeepers> = {}): GateKeepers => ({
  tokens: new StubVerifier(false),
  tickets: new TicketOffice(),
  admission: new Admission(MIN_IN_FLIGHT),
  rateLimiter: undefined,
  isStopping: () => false,
  provider: <T>() => policy as T,
  ...more,
});

interface Arrival {
  readonly as?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** The code that the gate refuses with, or `open`. */
async function pass(
  route: { method?: string; url?: string; options: RouteOptions },
  keepers: GateKeepers,
  { as, params = {}, headers = {}, query = {} }: Arrival = {},
): Promise<string> {
  const gate = routeGate({ method: 'POST', url: '/v1/gifts', ...route }, keepers);
  const request = { headers: { authorization: as, ...headers }, params, query };
  try {
    await new Promise<void>((resolve, reject) =>
      gate(
        request as unknown as FastifyRequest,
        { raw: new EventEmitter() } as unknown as FastifyReply,
        (error) => (error ? reject(error) : resolve()),
      ),
    );
    return 'open';
  } catch (error) {
    return error instanceof RefusalError ? error.code : String(error);
  }
}

const VIEWERS: RouteOptions = { access: { kind: 'roles', roles: ['viewer'] } };
const PLAIN = { headers: { 'content-type': 'text/plain', 'content-length': '9' } };

describe('routeGate', () => {
  describe.each([
    ['a remembered token', false],
    ['a new token', true],
  ])('with %s', (_which, later) => {
    const keepers = keepersWith({ tokens: new StubVerifier(later) });
    const own = {
      url: '/v1/viewers/:viewerId/notes',
      options: { ...VIEWERS, ownSubject: 'viewerId' },
    };
    const object = {
      url: '/v1/gifts/:giftTxId',
      options: { ...VIEWERS, objectPolicy: Policy },
    };

    it.each<[string, Parameters<typeof pass>[0], Arrival, string]>([
      ['own object', own, { as: 'viewer/ana', params: { viewerId: 'ana' } }, 'open'],
      ['no token', own, { params: { viewerId: 'ana' } }, 'unauthenticated'],
      [
        'wrong role',
        own,
        { as: 'creator/ana', params: { viewerId: 'ana' }, ...PLAIN },
        'forbidden',
      ],
      ['foreign', own, { as: 'viewer/bob', params: { viewerId: 'ana' }, ...PLAIN }, 'not-found'],
      ['no id', own, { as: 'viewer/..', params: { viewerId: '..' } }, 'not-found'],
      [
        'type',
        own,
        { as: 'viewer/ana', params: { viewerId: 'ana' }, ...PLAIN },
        'unsupported-media-type',
      ],
      ['reader writes', own, { as: 'auditor/a', params: { viewerId: 'ana' } }, 'forbidden'],
      [
        'reader reads',
        { ...own, method: 'GET' },
        { as: 'auditor/a', params: { viewerId: 'ana' } },
        'open',
      ],
      [
        'operator reads',
        { ...own, method: 'HEAD' },
        { as: 'operator/o', params: { viewerId: 'a' } },
        'open',
      ],
      [
        'upstream reads',
        { ...own, method: 'GET' },
        { as: 'upstream/u', params: { viewerId: 'u' } },
        'forbidden',
      ],
      ['policy allows', object, { as: 'viewer/ana', params: { giftTxId: 'mine' } }, 'open'],
      [
        'policy refuses',
        object,
        { as: 'viewer/ana', params: { giftTxId: 'x' }, ...PLAIN },
        'not-found',
      ],
      [
        'policy waits',
        object,
        { as: 'viewer/ana', params: { giftTxId: 'behind' } },
        'projection-behind',
      ],
      [
        'policy, then type',
        object,
        { as: 'viewer/ana', params: { giftTxId: 'mine' }, ...PLAIN },
        'unsupported-media-type',
      ],
    ])('%s', async (_what, route, arrival, expected) => {
      expect(await pass(route, keepers, arrival)).toBe(expected);
    });

    it('does not ask the policy about names that cannot be', async () => {
      policy.reaches.mockClear();
      await pass(object, keepers, { as: 'viewer/ana', params: { giftTxId: 'a b' } });
      await pass(object, keepers, { as: 'creator/ana', params: { giftTxId: 'mine' } });
      expect(policy.reaches).not.toHaveBeenCalled();
    });
  });

  it('opens public routes without a token, and any-role routes to every token', async () => {
    expect(await pass({ options: { access: { kind: 'public' } } }, keepersWith())).toBe('open');
    const anyRole = { options: { access: { kind: 'any-role' } } } as const;
    expect(await pass(anyRole, keepersWith(), { as: 'upstream/u' })).toBe('open');
    expect(await pass(anyRole, keepersWith())).toBe('unauthenticated');
  });

  it('looks at the body of writes only', async () => {
    const options = { access: { kind: 'public' } } as const;
    expect(await pass({ method: 'GET', options }, keepersWith(), PLAIN)).toBe('open');
    expect(await pass({ options }, keepersWith(), PLAIN)).toBe('unsupported-media-type');
    const consumes = ['text/plain'];
    expect(await pass({ options: { ...options, consumes } }, keepersWith(), PLAIN)).toBe('open');
  });

  it('takes a ticket instead of a token where a route says so, for its object alone', async () => {
    const keepers = keepersWith();
    const exp = Date.now() / 1_000 + 60;
    const caller: Caller = { role: 'viewer', sub: 'ana', providers: [], exp };
    const ticket = keepers.tickets.issue(caller, 'ana');
    const url = '/v1/viewers/:viewerId/feed';
    const closed = { method: 'GET', url, options: { ...VIEWERS, ownSubject: 'viewerId' } };
    const open = { ...closed, options: { ...closed.options, ticketFor: 'viewerId' } };
    const params = { viewerId: 'ana' };
    const codes = [
      await pass(closed, keepers, { params, query: { ticket } }),
      await pass(open, keepers, { params: { viewerId: 'bob' }, query: { ticket } }),
      await pass(open, keepers, { params, query: { ticket: [ticket, ticket] } }),
      await pass(open, keepers, { params, query: { ticket } }),
      await pass(open, keepers, { params, query: { ticket } }),
      await pass(open, keepers, { as: 'viewer/ana', params }),
    ];
    const refused = 'unauthenticated';
    expect(codes).toEqual([refused, refused, refused, 'open', refused, 'open']);
  });

  it('refuses unknown and repeated query members where a route names the known ones', async () => {
    const options = { ...VIEWERS, queryMembers: ['window'] };
    const get = (query: Readonly<Record<string, unknown>>) =>
      pass({ method: 'GET', options }, keepersWith(), { as: 'viewer/ana', query });
    expect(await get({ window: 'day' })).toBe('open');
    expect(await get({ windw: 'day' })).toBe('validation');
    expect(await get({ window: ['day', 'week'] })).toBe('validation');
  });

  it('turns away before it looks at the token', async () => {
    const keepers = keepersWith();
    for (let open = 0; open < MIN_IN_FLIGHT; open += 1) {
      await pass({ options: VIEWERS }, keepers, { as: 'viewer/ana' });
    }
    expect(await pass({ options: VIEWERS }, keepers)).toBe('overloaded');
  });

  it('counts the rate behind the token and before the role', async () => {
    const keepers = keepersWith({
      rateLimiter: new RateLimiter({ perSecond: 1, burst: 1 }, () => 0),
    });
    const codes = [];
    for (const as of [undefined, 'creator/ana', 'creator/ana', 'creator/bob']) {
      codes.push(await pass({ options: VIEWERS }, keepers, as ? { as } : {}));
    }
    expect(codes).toEqual(['unauthenticated', 'forbidden', 'too-many-requests', 'forbidden']);
  });

  it('takes nothing more while stopping', async () => {
    const keepers = keepersWith({ isStopping: () => true });
    expect(await pass({ options: { access: { kind: 'public' } } }, keepers)).toBe('not-ready');
  });

  it('is not built for a route that does not say who may use it', () => {
    const route = { method: 'GET', url: '/v1/open', options: {} };
    expect(() => routeGate(route, keepersWith())).toThrow('GET /v1/open does not say');
  });
});
