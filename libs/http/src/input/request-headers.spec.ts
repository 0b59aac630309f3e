import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { idempotencyKeyOf } from './idempotency-key';
import { requireMediaType } from './media-type';
import { Admission } from '../app/overload';
import { waitMsOf } from './prefer-wait';
import { RateLimiter } from '../app/rate-limit';
import { RefusalError } from '../problem/refusal-error';
import { beginTrace } from '../app/trace';

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof RefusalError ? error.code : String(error);
  }
};

describe('Idempotency-Key', () => {
  const requestWith = (...keys: readonly string[]) =>
    ({
      headers: { 'idempotency-key': keys.length > 0 ? keys.join(', ') : undefined },
      raw: { headersDistinct: { 'idempotency-key': keys } },
    }) as unknown as FastifyRequest;

  it.each(['k', 'k'.repeat(128), ' ', 'a, b', '~!"'])('takes %p', (key) => {
    expect(idempotencyKeyOf(requestWith(key))).toBe(key);
  });

  it.each([[[]], [['']], [['k'.repeat(129)]], [['ké']], [['a\tb']], [['a', 'b']]])(
    'refuses %j',
    (keys) => {
      expect(codeOf(() => idempotencyKeyOf(requestWith(...keys)))).toBe('idempotency-key');
    },
  );
});

describe('Prefer: wait', () => {
  it.each([
    [undefined, 2_000],
    ['wait=0', 0],
    ['wait=3', 3_000],
    ['wait="3"', 3_000],
    ['Wait = 10', 10_000],
    ['wait=600', 10_000],
    ['respond-async, wait=5', 5_000],
    ['respond-async;foo=bar; baz, wait=5;x', 5_000],
    ['foo="a, wait=9", wait=4', 4_000],
    ['wait=1, wait=9', 1_000],
    [['return=minimal', 'wait=7'], 7_000],
    ['wait=', 2_000],
    ['wait', 2_000],
    ['wait=-1', 2_000],
    ['wait=1.5', 2_000],
    ['wait=1e1', 2_000],
    ['await=1', 2_000],
    ['wait=soon', 2_000],
    ['=;,"', 2_000],
    ['"'.repeat(10_000), 2_000],
    [`a${';'.repeat(10_000)}b=`, 2_000],
    ['', 2_000],
  ])('%j waits %i ms', (prefer, waitMs) => {
    expect(waitMsOf(prefer)).toBe(waitMs);
  });
});

describe('traceparent', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const spanId = 'b7ad6b7169203331';

  it.each([
    [`00-${traceId}-${spanId}-01`, '01'],
    [`00-${traceId}-${spanId}-00`, '00'],
    [`cc-${traceId}-${spanId}-01-more`, '01'],
  ])('continues %s', (header, flags) => {
    const trace = beginTrace(header);
    expect(trace.traceId).toBe(traceId);
    expect(trace.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-${flags}$`));
    expect(trace.traceparent).not.toContain(spanId);
  });

  it.each([
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}`,
    [`00-${traceId}-${spanId}-01`],
  ])('begins a new trace for %j', (header) => {
    const one = beginTrace(header);
    const other = beginTrace(header);
    expect(one.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(one.traceId).not.toBe(traceId);
    expect(one.traceId).not.toBe(other.traceId);
  });
});

describe('requireMediaType', () => {
  const json = ['application/json'];
  const withBody = (type?: string, more: IncomingHttpHeaders = {}) => ({
    'content-type': type,
    'content-length': '2',
    ...more,
  });

  it.each([
    withBody('application/json'),
    withBody('Application/JSON'),
    withBody('application/json; charset=utf-8'),
    withBody('application/json;charset="UTF-8"'),
    withBody('application/json', { 'content-encoding': 'identity' }),
    { 'content-type': 'text/plain' },
    { 'content-length': '0' },
    {},
  ])('takes %j', (headers) => {
    expect(codeOf(() => requireMediaType(headers, json))).toBeUndefined();
  });

  it.each([
    withBody(undefined),
    withBody(undefined, { 'content-length': undefined, 'transfer-encoding': 'chunked' }),
    withBody('text/plain'),
    withBody('json'),
    withBody('application/json5'),
    withBody('application/cloudevents+json'),
    withBody('application/x-www-form-urlencoded'),
    withBody('application/json; charset=latin1'),
    withBody('application/json', { 'content-encoding': 'gzip' }),
  ])('refuses %j', (headers) => {
    expect(codeOf(() => requireMediaType(headers, json))).toBe('unsupported-media-type');
  });
});

describe('Admission', () => {
  it('counts a request until its response is closed', () => {
    const admission = new Admission(1_024);
    const responses = Array.from({ length: 1_025 }, () => new EventEmitter());
    const admitted = responses.map((each) => admission.admit(each as unknown as ServerResponse));
    expect(admitted.filter(Boolean)).toHaveLength(1_024);
    responses[0]?.emit('close');
    const next = () => admission.admit(new EventEmitter() as unknown as ServerResponse);
    expect([next(), next()]).toEqual([true, false]);
  });

  it('admits at least 1,024', () => {
    expect(() => new Admission(1_023)).toThrow(RangeError);
    expect(() => new Admission(Number.NaN)).toThrow(RangeError);
  });
});

describe('RateLimiter', () => {
  it('lets a subject save up and earn, each for itself', () => {
    let nowMs = 0;
    const limiter = new RateLimiter({ perSecond: 2, burst: 3 }, () => nowMs);
    const takeMany = (count: number) => Array.from({ length: count }, () => limiter.take('ana'));
    expect(takeMany(4)).toEqual([0, 0, 0, 500]);
    expect(limiter.take('bob')).toBe(0);
    nowMs += 250;
    expect(takeMany(1)).toEqual([250]);
    nowMs += 250;
    expect(takeMany(2)).toEqual([0, 500]);
    nowMs += 1_000_000;
    expect(takeMany(4)).toEqual([0, 0, 0, 500]);
  });
});
