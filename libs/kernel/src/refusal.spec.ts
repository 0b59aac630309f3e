import { isRefusal, refuse, REFUSAL_CODES } from './refusal';

/** The codes of the public contract, by the HTTP status under which it lists them. */
const CONTRACT = {
  400: 'invalid-json validation idempotency-key invalid-cursor invalid-limit invalid-position',
  401: 'unauthenticated',
  403: 'forbidden wallet-frozen',
  404: 'not-found unknown-gift',
  405: 'method-not-allowed',
  409:
    'insufficient-coins coin-debt-outstanding insufficient-diamonds refund-window-closed ' +
    'lot-already-spent price-version-stale request-expired payout-already-submitted ' +
    'nothing-to-do not-releasable release-failed not-sealed-yet clock-backwards',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  422:
    'self-gift refund-reason below-minimum-payout idempotency-mismatch duplicate-key ' +
    'destination-token',
  429: 'too-many-requests',
  503: 'projection-behind overloaded not-ready',
  'results of purchase events':
    'validation subject-mismatch provider-forbidden purchase-conflict notice-conflict ' +
    'price-mismatch unknown-bundle unknown-currency amount-below-one-coin ' +
    'purchase-cap-exceeded captured-at-out-of-range',
};

describe('refusal codes', () => {
  it('are those of the contract: none missing, none more, none twice', () => {
    const contract = new Set(Object.values(CONTRACT).join(' ').split(' '));
    expect([...REFUSAL_CODES].sort()).toEqual([...contract].sort());
    expect(REFUSAL_CODES).toHaveLength(47);
  });
});

describe('isRefusal', () => {
  it('tells a refusal from events', () => {
    expect(isRefusal(refuse('self-gift', 'Nobody sends gifts to themselves.'))).toBe(true);
    expect(isRefusal([])).toBe(false);
    expect(isRefusal([{ type: 'GiftSent' }])).toBe(false);
  });

  it('keeps code and detail', () => {
    expect(refuse('self-gift', 'Why.')).toEqual({ refused: 'self-gift', detail: 'Why.' });
  });
});
