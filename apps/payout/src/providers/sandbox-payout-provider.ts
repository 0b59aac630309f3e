import type { PayoutId } from '@gifting/kernel';
import type { Clock } from '@gifting/engine';
import type { ProviderAnswer, SendAnswer } from '../domain/provider-answer';
import { type PayoutOrder, PayoutProvider } from '../payout-provider.port';

const DAY_MS = 24 * 60 * 60 * 1_000;
const SLOW_MS = 60_000;

/**
 * A provider that moves no money, for rehearsals. The prefix of the destination token decides:
 * `ok-` paid at once, `fail-` failed, `return-` paid and then returned, `slow-` paid when the clock
 * has moved 60 s, `unknown-` takes the order but does not answer once, then paid; any other paid.
 *
 * It remembers only which orders it got. Outcomes follow from the token and the recorded time of the
 * submission, so that after a restart, when it gets an order once more, it comes to the same end.
 */
export class SandboxPayoutProvider extends PayoutProvider {
  override readonly name = 'sandbox';
  override readonly dedupeWindowMs = 30 * DAY_MS;
  override readonly askEveryMs = { submitted: 500, paid: 500 };

  readonly #received = new Set<PayoutId>();

  constructor(private readonly clock: Clock) {
    super();
  }

  override async send({ destinationToken, payoutId }: PayoutOrder): Promise<SendAnswer> {
    if (this.#received.has(payoutId)) return { state: 'taken' };
    this.#received.add(payoutId);
    if (destinationToken.startsWith('unknown-')) throw new Error('the sandbox does not answer');
    return { state: 'taken' };
  }

  override async ask(order: PayoutOrder): Promise<ProviderAnswer> {
    // What is paid was received, by this process or by one before it.
    if (order.stage === 'submitted' && !this.#received.has(order.payoutId)) {
      return { state: 'unknown' };
    }
    return this.#outcomeOf(order);
  }

  #outcomeOf({ destinationToken, payoutId, stage, submittedAt }: PayoutOrder): ProviderAnswer {
    const reference = `sandbox-${payoutId}`;
    const submittedAtMs = Date.parse(submittedAt);
    switch (destinationToken.split('-', 1)[0]) {
      case 'fail':
        return { state: 'failed', reason: 'sandbox-failure' };
      case 'return': {
        if (stage === 'paid') return { state: 'returned', reference };
        const returnableUntil = new Date(submittedAtMs + this.dedupeWindowMs).toISOString();
        return { state: 'paid', reference, returnableUntil };
      }
      case 'slow':
        return this.clock.nowMs() - submittedAtMs < SLOW_MS
          ? { state: 'pending' }
          : { state: 'paid', reference };
      default:
        return { state: 'paid', reference };
    }
  }
}
