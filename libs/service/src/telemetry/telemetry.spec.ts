import type { Position } from '@gifting/kernel';
import { JsonLogger } from './logger';
import { Metrics } from './metrics';
import { Readiness } from './readiness';

describe('JsonLogger', () => {
  const lines: string[] = [];
  const logger = JsonLogger.create('debug', { write: (line) => lines.push(line) });
  const lastLine = () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;

  it('writes one JSON object a line', () => {
    logger.child({ service: 'gift' }).log('started', 'Bootstrap');
    expect(lines.at(-1)).toMatch(/^\{.*\}\n$/);
    expect(lastLine()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      service: 'gift',
      context: 'Bootstrap',
      msg: 'started',
    });
  });

  it('keeps fields, and spells errors out', () => {
    const error = new Error('no disk', { cause: new TypeError('no room') });
    logger.error('failed', { traceId: 'abc', err: error });
    const inFields = lastLine();
    logger.error(error, 'Store');
    const alone = lastLine();
    const spelled = {
      type: 'Error',
      stack: expect.stringContaining('no disk') as string,
      cause: { type: 'TypeError', stack: expect.stringContaining('no room') as string },
    };
    expect(inFields).toMatchObject({ msg: 'failed', traceId: 'abc', err: spelled });
    expect(alone).toMatchObject({ msg: 'no disk', context: 'Store', err: spelled });
  });

  it('takes the stack that Nest hands in before the context', () => {
    logger.error('failed', 'Error: at line 1', 'ExceptionsHandler');
    expect(lastLine()).toMatchObject({ stack: 'Error: at line 1', context: 'ExceptionsHandler' });
  });

  it('writes nothing below its level', () => {
    const before = lines.length;
    logger.verbose('too much');
    expect(lines).toHaveLength(before);
  });

  const token = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.eyJzdWIiOiJhIn0.c2ln_-`;

  it.each<[string, unknown]>([
    ['a header', { headers: { authorization: `Bearer ${token}` } }],
    ['a header of another scheme', { req: { headers: { authorization: 'Basic c2VjcmV0' } } }],
    ['a member', { token: 'c2VjcmV0' }],
    ['a nested member', { payout: { destinationToken: 'c2VjcmV0' } }],
    ['what a person wrote', { input: { message: 'c2VjcmV0' } }],
    ['a ticket in an address', { url: '/v1/creators/carl/feed?ticket=c2VjcmV0&x=1' }],
    ['an error that quotes a token', new Error(`bad token ${token}`)],
    ['text that quotes a header', `authorization: bearer ${token}`],
  ])('hides the secret in %s', (_what, value) => {
    logger.warn('look', value);
    logger.warn(value);
    const written = lines.slice(-2).join();
    expect(written).toContain('[hidden]');
    expect(written).not.toContain(token);
    expect(written).not.toContain('c2VjcmV0');
    expect(lines.slice(-2).map((line) => JSON.parse(line) as unknown)).toHaveLength(2);
  });
});

describe('Readiness', () => {
  it('waits for everything that was named', () => {
    const readiness = new Readiness();
    const feed = readiness.expect('gift-feed', 'has not caught up');
    const boards = readiness.expect('boards');
    expect(readiness.waitingFor()).toEqual([
      { name: 'gift-feed', reason: 'has not caught up' },
      { name: 'boards', reason: 'has not started' },
    ]);
    feed.ready();
    boards.ready();
    expect(readiness.waitingFor()).toEqual([]);
    boards.waiting('is rebuilt');
    expect(readiness.waitingFor()).toEqual([{ name: 'boards', reason: 'is rebuilt' }]);
  });

  it('never forgets a failure', () => {
    const readiness = new Readiness();
    const store = readiness.expect('store');
    store.ready();
    store.failed('a sync failed');
    store.ready();
    store.waiting('something else');
    expect(readiness.waitingFor()).toEqual([{ name: 'store', reason: 'a sync failed' }]);
  });

  it('refuses a name that is taken', () => {
    const readiness = new Readiness();
    readiness.expect('store');
    expect(() => readiness.expect('store')).toThrow('already waits for store');
  });
});

describe('Metrics', () => {
  it('reports under the label of each service', async () => {
    const metrics = new Metrics();
    const gift = metrics.forService('gift');
    gift.countEvents('GiftSent');
    gift.countEvents('GiftSent', 2);
    metrics.forService('wallet').countEvents('CoinsSpent');
    gift.setFeedLag('gifting.gift-feed.v1', 0.25);
    gift.setParkedKeys(3);
    gift.setProjectionPosition('supporters-1', '184467' as Position);
    gift.requestTimer('POST', '/v1/gifts')(201, 4);
    metrics.setOldestUnmatched(12);
    metrics.setUnexplained('USD', -5n);
    const text = await metrics.text();
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'gifting_events_total{service="gift",type="GiftSent"} 3',
        'gifting_events_total{service="wallet",type="CoinsSpent"} 1',
        'gifting_feed_lag_seconds{service="gift",feed="gifting.gift-feed.v1"} 0.25',
        'gifting_parked_keys{service="gift"} 3',
        'gifting_projection_position{projection="supporters-1"} 184467',
        'gifting_oldest_unmatched_seconds 12',
        'gifting_unexplained_micros{currency="USD"} -5',
        'gifting_http_request_duration_seconds_bucket{le="0.0025",service="gift",method="POST",route="/v1/gifts",status="201"} 0',
        'gifting_http_request_duration_seconds_bucket{le="0.005",service="gift",method="POST",route="/v1/gifts",status="201"} 1',
      ]),
    );
  });

  it('names every metric of the contract before anything has happened', async () => {
    const text = await new Metrics().text();
    const names = [...text.matchAll(/^# TYPE (gifting_\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'gifting_events_total',
        'gifting_feed_lag_seconds',
        'gifting_parked_keys',
        'gifting_oldest_unmatched_seconds',
        'gifting_unexplained_micros',
        'gifting_projection_position',
      ]),
    );
  });
});
