import { REFUSAL_CODES, type RefusalCode } from '@gifting/kernel';
import { HttpException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { StoreFailed, StoreOverloaded, UnknownOutcome } from '@gifting/event-store';
import { refusalOf } from './error-mapping';
import { internalProblem, problemHeaders, problemOf, statusOf } from './problem';
import { RefusalError } from './refusal-error';

/** The codes of the contract, by status, as it lists them. */
const CONTRACT: Readonly<Record<number, string>> = {
  400: 'invalid-json validation idempotency-key invalid-cursor invalid-limit invalid-position',
  401: 'unauthenticated',
  403: 'forbidden wallet-frozen',
  404: 'not-found unknown-gift',
  405: 'method-not-allowed',
  409:
    'insufficient-coins coin-debt-outstanding insufficient-diamonds refund-window-closed ' +
    'lot-already-spent price-version-stale request-expired payout-already-submitted nothing-to-do ' +
    'not-releasable release-failed not-sealed-yet clock-backwards',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  422:
    'self-gift refund-reason below-minimum-payout idempotency-mismatch duplicate-key ' +
    'destination-token',
  429: 'too-many-requests',
  503: 'projection-behind overloaded not-ready',
};

const rows = Object.entries(CONTRACT).flatMap(([status, codes]) =>
  codes.split(' ').map((code) => [code as RefusalCode, Number(status)] as const),
);

describe('the status of a code', () => {
  it.each(rows)('%s is %i', (code, status) => {
    expect(statusOf(code)).toBe(status);
  });

  it('is a refusal for every code that the kernel knows', () => {
    expect(REFUSAL_CODES.map(statusOf).filter((status) => !(status >= 400))).toEqual([]);
    expect(rows.filter(([code]) => !REFUSAL_CODES.includes(code))).toEqual([]);
  });
});

describe('problemOf', () => {
  it('tells code, detail, trace, faults and further members', () => {
    const errors = [{ field: 'quantity', reason: 'must be a whole number' }];
    const refusal = new RefusalError('validation', 'quantity is wrong.', {
      errors,
      members: { giftTxId: 'g' },
    });
    expect(problemOf(refusal, 'ab'.repeat(16))).toEqual({
      type: 'urn:gifting:problem:validation',
      title: 'The input is not valid',
      status: 400,
      detail: 'quantity is wrong.',
      code: 'validation',
      traceId: 'ab'.repeat(16),
      errors,
      giftTxId: 'g',
    });
  });

  it('has no empty members', () => {
    const problem = problemOf(RefusalError.of({ refused: 'self-gift', detail: 'No.' }), 't');
    expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'detail', 'code', 'traceId']);
  });

  it('says nothing about a fault of ours', () => {
    expect(internalProblem('t')).toMatchObject({ status: 500, code: 'internal-error' });
  });
});

describe('problemHeaders', () => {
  it.each<[RefusalCode, Record<string, string>]>([
    ['unauthenticated', { 'www-authenticate': 'Bearer' }],
    ['too-many-requests', { 'retry-after': '1' }],
    ['projection-behind', { 'retry-after': '1' }],
    ['overloaded', { 'retry-after': '1' }],
    ['not-found', {}],
  ])('of %s', (code, headers) => {
    expect(problemHeaders(new RefusalError(code, ''))).toEqual(headers);
  });

  it('prefers those of the refusal itself', () => {
    const refusal = new RefusalError('too-many-requests', '', { headers: { 'retry-after': '7' } });
    expect(problemHeaders(refusal)).toEqual({ 'retry-after': '7' });
  });
});

describe('refusalOf', () => {
  const fastify = (code: string, statusCode: number) =>
    Object.assign(new Error('words of Fastify'), { code, statusCode });

  it.each<[unknown, RefusalCode | undefined]>([
    [new RefusalError('self-gift', 'No.'), 'self-gift'],
    [new StoreOverloaded('full'), 'overloaded'],
    [new UnknownOutcome('who knows'), 'not-ready'],
    [new StoreFailed('disk'), 'not-ready'],
    [new NotFoundException(), 'not-found'],
    [new ServiceUnavailableException(), 'not-ready'],
    [new HttpException('teapot', 418), 'validation'],
    [new HttpException('ours', 500), undefined],
    [fastify('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'body-too-large'],
    [fastify('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'unsupported-media-type'],
    [fastify('FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400), 'invalid-json'],
    [fastify('FST_ERR_BAD_URL', 400), 'not-found'],
    [fastify('FST_ERR_MAX_PARAM_LENGTH', 414), 'not-found'],
    [fastify('ECONNRESET', 400), 'invalid-json'],
    [fastify('FST_ERR_OTHER', 500), undefined],
    [new TypeError('a bug'), undefined],
    ['text', undefined],
    [undefined, undefined],
  ])('of %p is %s', (error, code) => {
    expect(refusalOf(error)?.code).toBe(code);
  });
});
