import { type Currency, type MoneyText, readMicros } from '@gifting/kernel/money';
import type { AuditedData } from './audited-event';
import { type Pico, picoOf } from './pico';

interface AuditedRefund {
  readonly currency: Currency;
  readonly approved: Pico;
  /** What the provider has reported. */
  stage: 'approved' | 'reported' | 'failed' | 'reversed';
  /** What came back for a refund that was never reported as paid. */
  cameBack?: Pico;
}

/** What an event of a refund does to the books, and what is wrong with it. */
export interface RefundPosting {
  readonly currency: Currency;
  readonly cash: Pico;
  readonly residual: Pico;
  /** What is owed no more, or comes back with the coins. */
  readonly settled: Pico;
  readonly fault: string | undefined;
}

/**
 * All approved refunds, from the approval to what the provider reports. It keeps their amounts itself,
 * so a report must fit the approval that the events gave, and not the one that the report names.
 */
export class RefundLedger {
  readonly #refunds = new Map<string, AuditedRefund>();
  readonly #owed = new Map<Currency, Pico>();

  /** Approved and not yet paid or undone. It is money that goes out, so outTransit has it below zero. */
  owed(currency: Currency): Pico {
    return this.#owed.get(currency) ?? 0n;
  }

  /** The money of the refund is owed from now on. Answers what is wrong. */
  approve({ money, refundId }: AuditedData['RefundApproved']): string | undefined {
    if (this.#refunds.has(refundId)) return `refund ${refundId} is approved twice`;
    const { currency } = money;
    const approved = picoOf(readMicros(money));
    this.#refunds.set(refundId, { currency, approved, stage: 'approved' });
    this.#owe(currency, approved);
    return undefined;
  }

  /** Cash has gone out. What differs from the approved money is residual. */
  report({ amount, refundId }: AuditedData['RefundReported']): RefundPosting {
    const paid = picoOf(readMicros(amount));
    const refund = this.#refunds.get(refundId);
    const lacking = faultOf(refund, refundId, amount);
    if (refund === undefined) return { ...movingCash(amount, -paid), fault: lacking };
    if (refund.stage === 'reversed' && refund.cameBack !== undefined) {
      const { cameBack } = refund;
      delete refund.cameBack;
      const residual = cameBack - paid;
      return { ...movingCash(amount, residual), residual, fault: lacking };
    }
    if (refund.stage !== 'approved') {
      return { ...movingCash(amount, -paid), fault: `refund ${refundId} is ${refund.stage}` };
    }
    refund.stage = 'reported';
    this.#owe(refund.currency, -refund.approved);
    return { ...movingCash(amount, -paid), residual: refund.approved - paid, fault: lacking };
  }

  /** The money was never paid: the debt goes back to the coins. */
  fail({ refundId }: AuditedData['RefundFailedReported']): RefundPosting | undefined {
    const refund = this.#refunds.get(refundId);
    if (refund?.stage !== 'approved') return undefined;
    refund.stage = 'failed';
    this.#owe(refund.currency, -refund.approved);
    const { approved: settled, currency } = refund;
    return { currency, cash: 0n, residual: 0n, settled, fault: undefined };
  }

  /** Cash has come back where it had gone out; the coins come back in any case. */
  reverse(data: AuditedData['RefundReversedReported']): RefundPosting {
    const { amount, refundId, reported } = data;
    const back = picoOf(readMicros(amount));
    const cash = reported ? back : 0n;
    const refund = this.#refunds.get(refundId);
    const lacking = faultOf(refund, refundId, amount);
    if (refund === undefined) return { ...movingCash(amount, cash), fault: lacking };
    const { approved: settled, stage } = refund;
    if (stage !== (reported ? 'reported' : 'approved')) {
      const fault = `refund ${refundId} is ${stage}`;
      return { ...movingCash(amount, cash), fault };
    }
    refund.stage = 'reversed';
    if (reported) {
      return { ...movingCash(amount, cash), residual: back - settled, settled, fault: lacking };
    }
    refund.cameBack = back;
    this.#owe(refund.currency, -settled);
    return { ...movingCash(amount, 0n), settled, fault: lacking };
  }

  #owe(currency: Currency, change: Pico): void {
    this.#owed.set(currency, this.owed(currency) + change);
  }
}

const movingCash = ({ currency }: MoneyText, cash: Pico) => ({
  currency,
  cash,
  residual: 0n,
  settled: 0n,
});

function faultOf(
  refund: AuditedRefund | undefined,
  refundId: string,
  { currency }: MoneyText,
): string | undefined {
  if (refund === undefined) return `refund ${refundId} was never approved`;
  return refund.currency === currency ? undefined : `refund ${refundId} is in ${refund.currency}`;
}
