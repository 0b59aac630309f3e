/**
 * Every reason for which this project refuses something. Codes are part of the public contract:
 * they never change their meaning. The HTTP status of a code is given only at the edge.
 */
export const REFUSAL_CODES = [
  'invalid-json',
  'validation',
  'idempotency-key',
  'invalid-cursor',
  'invalid-limit',
  'invalid-position',
  'unauthenticated',
  'forbidden',
  'wallet-frozen',
  'not-found',
  'unknown-gift',
  'method-not-allowed',
  'insufficient-coins',
  'coin-debt-outstanding',
  'insufficient-diamonds',
  'refund-window-closed',
  'lot-already-spent',
  'price-version-stale',
  'request-expired',
  'payout-already-submitted',
  'nothing-to-do',
  'not-releasable',
  'release-failed',
  'not-sealed-yet',
  'clock-backwards',
  'body-too-large',
  'unsupported-media-type',
  'self-gift',
  'refund-reason',
  'below-minimum-payout',
  'idempotency-mismatch',
  'duplicate-key',
  'destination-token',
  'too-many-requests',
  'projection-behind',
  'overloaded',
  'not-ready',
  'subject-mismatch',
  'provider-forbidden',
  'purchase-conflict',
  'notice-conflict',
  'price-mismatch',
  'unknown-bundle',
  'unknown-currency',
  'amount-below-one-coin',
  'purchase-cap-exceeded',
  'captured-at-out-of-range',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly refused: RefusalCode;
  /** One sentence for a person. It holds no personal data. */
  readonly detail: string;
}

export const refuse = (refused: RefusalCode, detail: string): Refusal => ({ refused, detail });

export const isRefusal = (decision: readonly unknown[] | Refusal): decision is Refusal =>
  'refused' in decision;
