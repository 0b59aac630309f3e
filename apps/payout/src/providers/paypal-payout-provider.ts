import type { Clock } from '@gifting/engine';
import type { ProviderAnswer, SendAnswer } from '../domain/provider-answer';
import { type PayoutOrder, PayoutProvider } from '../payout-provider.port';
import { PayPalApi, type PayPalApiOptions, PayPalTrouble } from './paypal-api';
import { answerAbout, batchOf, isBatchId, sendAnswerOf } from './paypal-messages';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
const PAYOUTS = '/v1/payments/payouts';

/**
 * Pays by PayPal Payouts: a batch of one item for each payout, with our id as `sender_batch_id`.
 *
 * PayPal notices an id that it has, for 30 days, and answers with its own id of the batch; it cannot be
 * asked by ours. So an order without a reference is unknown until it is sent, again too, and one with a
 * reference can be asked about for as long as PayPal keeps it. The adapter keeps nothing but an access token.
 */
export class PayPalPayoutProvider extends PayoutProvider {
  override readonly name = 'paypal';
  /** A day less than PayPal's own window, so that no difference of clocks and no slow call reaches its end. */
  override readonly dedupeWindowMs = 29 * DAY_MS;
  override readonly askEveryMs = { submitted: 5 * 60_000, paid: 12 * HOUR_MS };

  readonly #api: PayPalApi;

  constructor(
    options: PayPalApiOptions,
    private readonly clock: Clock,
  ) {
    super();
    this.#api = new PayPalApi(options);
  }

  override async send(order: PayoutOrder): Promise<SendAnswer> {
    // It was never sent, so it can fail at once: PayPal Payouts reaches no bank account.
    if (order.method !== 'paypal') return { state: 'failed', reason: 'METHOD_NOT_SUPPORTED' };
    return sendAnswerOf(await this.#api.call('POST', PAYOUTS, batchOf(order)));
  }

  override async ask(order: PayoutOrder): Promise<ProviderAnswer> {
    const { reference } = order;
    if (reference === undefined) return { state: 'unknown' };
    if (!isBatchId(reference)) throw new PayPalTrouble('the recorded reference is no batch id');
    // It gave us the reference, so 404 is trouble: that it never got the payout would be a guess.
    const answer = await this.#api.call('GET', `${PAYOUTS}/${reference}?page_size=2`);
    return answerAbout(order, answer, this.clock.now());
  }
}
