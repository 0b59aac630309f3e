import type { PayoutMethod } from '@gifting/kernel/facts';
import type { MoneyText } from '@gifting/kernel/money';
import type { PayoutId } from '@gifting/kernel';
import type { ProviderAnswer, SendAnswer } from './domain/provider-answer';

/** A payout as a provider is told of it. */
export interface PayoutOrder {
  /** Our id. The provider must recognise it when it is sent again. */
  readonly payoutId: PayoutId;
  readonly method: PayoutMethod;
  /** The vault's reference to where the money goes. */
  readonly destinationToken: string;
  /** What the creator is to receive, in whole minor units. */
  readonly amount: MoneyText;
  /** When the submission was recorded, RFC 3339 UTC with milliseconds. */
  readonly submittedAt: string;
  /** How far our own record has come: asking about a paid one is asking whether it came back. */
  readonly stage: 'submitted' | 'paid';
  /** The provider's own name for it, once our record holds one. */
  readonly reference: string | undefined;
}

/**
 * Pays creators out. The abstract class is the injection token; every adapter passes
 * `describePayoutProvider`.
 */
export abstract class PayoutProvider {
  /** Recorded with each submission: a payout stays with the provider that it was given to. */
  abstract readonly name: string;

  /** For so long after the submission a second order of the same id cannot be paid twice. */
  abstract readonly dedupeWindowMs: number;

  /** How long to leave a payout alone between two questions about it. */
  abstract readonly askEveryMs: Readonly<Record<PayoutOrder['stage'], number>>;

  /**
   * Hands over an order. An id that the provider has already changes nothing within the dedupe window.
   * Resolves when the provider has it, with the same reference each time, or has refused it for good.
   * When it rejects, the provider may have it or not.
   */
  abstract send(order: PayoutOrder): Promise<SendAnswer>;

  /**
   * What became of an order, by the reference or else by our id. A provider that cannot be asked by our
   * id answers `unknown` until it has been sent the order, again if need be. Rejects when the provider
   * does not answer, or answers with something that is no outcome we know.
   */
  abstract ask(order: PayoutOrder): Promise<ProviderAnswer>;
}
