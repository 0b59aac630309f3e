import { type Currency, type Micros, readMicros } from '@gifting/kernel/money';
import { type Position, START } from '@gifting/kernel';
import { readMicrodiamonds } from '@gifting/kernel/diamonds';
import type { AuditedData, AuditedEvent } from './audited-event';
import { faultOfGift, faultOfPayout, linesValue, valueOf } from './checks';
import { CoinLedger } from './coin-ledger';
import { DiamondLedger } from './diamond-ledger';
import { diamondValue, type Pico, picoOf, printPico } from './pico';
import { RefundLedger, type RefundPosting } from './refund-ledger';
import { type Amounts, Transit } from './transit';

/** Something that must never be; one line for a person. */
export type Violation = {
  readonly position: Position;
  readonly stream: string;
  readonly detail: string;
};

export type MoneyTerms = {
  readonly cash: string;
  readonly receivable: string;
  readonly outTransit: string;
  readonly suspense: string;
  readonly coinLiability: string;
  readonly diamondLiability: string;
  readonly inTransit: string;
  readonly residual: string;
  readonly platform: string;
  readonly unexplained: string;
};

export type TrialBalanceReport = {
  /** The position of the last event that is included. */
  readonly asOf: Position;
  readonly coins: Readonly<Record<string, string>>;
  readonly diamonds: Readonly<Record<string, string>>;
  readonly money: Readonly<Record<string, MoneyTerms>>;
  readonly balanced: boolean;
  readonly violations: readonly Violation[];
};

/** More are counted but not listed: the first ones tell where to look. */
const LISTED_VIOLATIONS = 100;

const LONG_STREAM = /^(wallet|earnings|purchase)-/;

/** What a message takes along that moves no value: it must be answered all the same. */
const NO_AMOUNTS: Amounts = new Map();

/** Sums of one currency that only events change, in units of 10⁻¹². */
interface Sums {
  cash: Pico;
  /** Paid for purchases that are held. */
  held: Pico;
  residual: Pico;
  platform: Pico;
}

/**
 * The trial balance of conservation.md, summed from events in position order. It needs nothing but the
 * events, and it does not trust them: every term has a source of its own, legs in transit are matched
 * one by one, and nothing is a balancing figure. An event that is missing shows up in `unexplained`.
 */
export class TrialBalance {
  readonly #sums = new Map<Currency, Sums>();
  readonly #coins = new CoinLedger();
  readonly #diamonds = new DiamondLedger();
  readonly #refunds = new RefundLedger();
  /** Paid for purchases whose lots are under way. */
  readonly #suspense = new Transit();
  readonly #inTransit = new Transit();
  readonly #outTransit = new Transit();
  readonly #revisions = new Map<string, number>();
  readonly #violations: Violation[] = [];
  #violationCount = 0;
  #position: Position = START;

  get position(): Position {
    return this.#position;
  }

  get violationCount(): number {
    return this.#violationCount;
  }

  /** Takes the next event of the global order. */
  apply(event: AuditedEvent): void {
    this.#position = event.position;
    this.#checkRevision(event);
    for (const transit of [this.#suspense, this.#inTransit, this.#outTransit]) {
      for (const position of transit.overtaken(event)) {
        this.#violate(event, `the message of position ${position} was never answered here`);
      }
    }
    this.#post(event);
  }

  /** All terms at this moment, exact. */
  report(): TrialBalanceReport {
    const money = [...this.#sums.keys()].sort().map((currency) => {
      return [currency, this.#termsOf(currency)] as const;
    });
    const balanced =
      this.#violationCount === 0 && this.currencies().every((c) => this.unexplained(c) === 0n);
    return {
      asOf: this.#position,
      coins: this.#coins.terms(),
      diamonds: this.#diamonds.terms(),
      money: Object.fromEntries(money),
      balanced,
      violations: this.#violations,
    };
  }

  currencies(): readonly Currency[] {
    return [...this.#sums.keys()];
  }

  /** Left side minus right side of the money equation: zero at every position, or the line stops. */
  unexplained(currency: Currency): Pico {
    const { cash, held, residual, platform } = this.#of(currency);
    const left = cash + this.#outgoing(currency);
    const right =
      held +
      this.#suspense.total(currency) +
      this.#coins.liability(currency) +
      this.#diamonds.liability(currency) +
      this.#inTransit.total(currency) +
      residual +
      platform;
    return left - right;
  }

  /** Paid and not yet taken from what is owed; below zero: taken and not yet paid, as for refunds. */
  #outgoing(currency: Currency): Pico {
    return this.#outTransit.total(currency) - this.#refunds.owed(currency);
  }

  #termsOf(currency: Currency): MoneyTerms {
    const print = (amount: Pico) => printPico(currency, amount);
    const { cash, held, residual, platform } = this.#of(currency);
    return {
      cash: print(cash),
      receivable: print(0n),
      outTransit: print(this.#outgoing(currency)),
      suspense: print(held + this.#suspense.total(currency)),
      coinLiability: print(this.#coins.liability(currency)),
      diamondLiability: print(this.#diamonds.liability(currency)),
      inTransit: print(this.#inTransit.total(currency)),
      residual: print(residual),
      platform: print(platform),
      unexplained: print(this.unexplained(currency)),
    };
  }

  #post(event: AuditedEvent): void {
    switch (event.type) {
      case 'PurchaseCaptured':
        return this.#purchaseCaptured(event, dataOf('PurchaseCaptured', event));
      case 'PurchaseCredited':
        return this.#purchaseCredited(event, dataOf('PurchaseCredited', event));
      case 'CoinsPurchased':
        return this.#coinsPurchased(event, dataOf('CoinsPurchased', event));
      case 'CoinsSpent':
        return this.#coinsSpent(event, dataOf('CoinsSpent', event));
      case 'RefundRequested': {
        const { viewerId } = dataOf('RefundRequested', event);
        return this.#outTransit.depart(event, 'wallet', `wallet-${viewerId}`, NO_AMOUNTS);
      }
      case 'CoinsRefunded':
        return this.#coinsRefunded(event, dataOf('CoinsRefunded', event));
      case 'CoinsRefundDeclined':
        return this.#refundDeclined(event, dataOf('CoinsRefundDeclined', event));
      case 'RefundDeclined':
        return this.#arrive(event, 'a refund is declined that its wallet did not decline');
      case 'RefundApproved':
        this.#arrive(event, 'a refund is approved without its coins');
        return this.#check(event, this.#refunds.approve(dataOf('RefundApproved', event)));
      case 'RefundReported':
        return this.#refundPosted(event, this.#refunds.report(dataOf('RefundReported', event)));
      case 'RefundFailedReported': {
        const data = dataOf('RefundFailedReported', event);
        const posting = this.#refunds.fail(data);
        if (posting !== undefined) return this.#refundUndone(event, data.viewerId, posting);
        return this.#violate(event, `refund ${data.refundId} could not fail`);
      }
      case 'RefundReversedReported': {
        const data = dataOf('RefundReversedReported', event);
        return this.#refundUndone(event, data.viewerId, this.#refunds.reverse(data));
      }
      case 'CoinsRestored':
        return this.#coinsRestored(event, dataOf('CoinsRestored', event));
      case 'GiftSent':
        return this.#giftSent(event, dataOf('GiftSent', event));
      case 'DiamondsCredited':
        return this.#diamondsCredited(event, dataOf('DiamondsCredited', event));
      case 'DiamondsReserved':
        return this.#check(event, this.#diamonds.reserve(dataOf('DiamondsReserved', event)));
      case 'DiamondsRedeemed':
        return this.#diamondsRedeemed(event, dataOf('DiamondsRedeemed', event));
      case 'DiamondsRestored':
        return this.#diamondsRestored(event, dataOf('DiamondsRestored', event));
      case 'PayoutPaid':
        return this.#payoutPaid(event, dataOf('PayoutPaid', event));
      case 'PayoutReturned':
        return this.#payoutReturned(event, dataOf('PayoutReturned', event));
      default:
        // Every other event moves no value.
        return;
    }
  }

  /** Without a grant it is held: no lot is under way, and its money stays in suspense. */
  #purchaseCaptured(event: AuditedEvent, purchase: AuditedData['PurchaseCaptured']): void {
    const { currency } = purchase.report.paid;
    const paid = picoOf(readMicros(purchase.report.paid));
    const sums = this.#of(currency);
    sums.cash += paid;
    if (purchase.grant === undefined) sums.held += paid;
    else {
      const wallet = `wallet-${purchase.report.viewerId}`;
      this.#suspense.depart(event, 'wallet', wallet, new Map([[currency, paid]]));
    }
  }

  /** A purchase that says it was credited has a lot; if not, its money is not in suspense any more. */
  #purchaseCredited(event: AuditedEvent, { purchaseId }: AuditedData['PurchaseCredited']): void {
    if (!this.#coins.hasLot(purchaseId)) this.#violate(event, `${purchaseId} has no lot`);
  }

  #coinsPurchased(event: AuditedEvent, lot: AuditedData['CoinsPurchased']): void {
    if (!this.#suspense.arrive(event)) this.#violate(event, 'a lot without a captured purchase');
    const paid = picoOf(readMicros(lot.paid));
    const value = this.#coins.grant(lot);
    this.#of(lot.paid.currency).residual += paid - value;
  }

  #coinsSpent(event: AuditedEvent, spend: AuditedData['CoinsSpent']): void {
    const fault = this.#coins.spend(event.stream, spend);
    this.#check(event, fault);
    const stream = `gift-${spend.giftTxId}`;
    this.#inTransit.depart(event, 'wallet', stream, valueOf(spend.allocations));
  }

  /** The money is owed from here on; its coins no longer are. */
  #coinsRefunded(event: AuditedEvent, refund: AuditedData['CoinsRefunded']): void {
    this.#arrive(event, 'coins are refunded without a request');
    this.#check(event, this.#coins.refund(event.stream, refund));
    const { currency } = refund.money;
    const money = picoOf(readMicros(refund.money));
    this.#of(currency).residual += picoOf(readMicros(refund.value)) - money;
    const owed = new Map([[currency, -money]]);
    this.#outTransit.depart(event, 'wallet', `refund-${refund.refundId}`, owed);
  }

  #refundDeclined(event: AuditedEvent, refund: AuditedData['CoinsRefundDeclined']): void {
    this.#arrive(event, 'a refund is declined without a request');
    this.#outTransit.depart(event, 'wallet', `refund-${refund.refundId}`, NO_AMOUNTS);
  }

  #coinsRestored(event: AuditedEvent, restored: AuditedData['CoinsRestored']): void {
    this.#arrive(event, 'coins come back for a refund that stands');
    this.#check(event, this.#coins.restore(event.stream, restored));
    const { money, value } = restored;
    this.#of(money.currency).residual -= picoOf((readMicros(value) - readMicros(money)) as Micros);
  }

  #refundPosted(event: AuditedEvent, posting: RefundPosting): void {
    this.#check(event, posting.fault);
    const sums = this.#of(posting.currency);
    sums.cash += posting.cash;
    sums.residual += posting.residual;
  }

  /** What was settled comes back to the wallet as coins. */
  #refundUndone(event: AuditedEvent, viewerId: string, posting: RefundPosting): void {
    this.#refundPosted(event, posting);
    const { currency, settled } = posting;
    this.#outTransit.depart(event, 'wallet', `wallet-${viewerId}`, new Map([[currency, -settled]]));
  }

  #giftSent(event: AuditedEvent, gift: AuditedData['GiftSent']): void {
    if (!this.#inTransit.arrive(event)) this.#violate(event, 'a gift without spent coins');
    this.#check(event, faultOfGift(gift));
    const rate = readMicros(gift.netRate);
    for (const [currency, value] of valueOf(gift.allocations)) this.#of(currency).platform += value;
    for (const { creatorId, microdiamonds: text } of gift.recipients) {
      const credit = diamondValue(readMicrodiamonds(text), rate);
      this.#of(gift.netRate.currency).platform -= credit;
      const amounts = new Map([[gift.netRate.currency, credit]]);
      this.#inTransit.depart(event, 'gift', `earnings-${creatorId}`, amounts);
    }
  }

  #diamondsCredited(event: AuditedEvent, credit: AuditedData['DiamondsCredited']): void {
    if (!this.#inTransit.arrive(event)) this.#violate(event, 'a credit without a sent gift');
    this.#of(credit.netRate.currency);
    this.#diamonds.credit(credit);
  }

  #diamondsRedeemed(event: AuditedEvent, payout: AuditedData['DiamondsRedeemed']): void {
    if (!this.#outTransit.arrive(event)) this.#violate(event, 'redeemed without being paid');
    this.#check(event, this.#diamonds.redeem(payout));
  }

  #diamondsRestored(event: AuditedEvent, payout: AuditedData['DiamondsRestored']): void {
    if (payout.from === 'redeemed' && !this.#inTransit.arrive(event)) {
      this.#violate(event, 'restored without being returned');
    }
    this.#check(event, this.#diamonds.restore(payout));
  }

  #payoutPaid(event: AuditedEvent, payout: AuditedData['PayoutPaid']): void {
    this.#check(event, faultOfPayout(payout));
    const { currency } = payout.net;
    const sums = this.#of(currency);
    sums.cash -= picoOf((readMicros(payout.net) + readMicros(payout.providerFee)) as Micros);
    if (payout.providerFeeBearer === 'platform') {
      sums.platform -= picoOf(readMicros(payout.providerFee));
    }
    const stream = `earnings-${payout.creatorId}`;
    this.#outTransit.depart(event, 'payout', stream, linesValue(payout.lines));
  }

  /** The provider's fee is not given back; the creator gets all diamonds back, so the platform bears it. */
  #payoutReturned(event: AuditedEvent, payout: AuditedData['PayoutReturned']): void {
    const { currency } = payout.net;
    const sums = this.#of(currency);
    const back = picoOf(readMicros(payout.net));
    sums.cash += back;
    sums.platform += back;
    const amounts = linesValue(payout.lines);
    for (const [lineCurrency, value] of amounts) this.#of(lineCurrency).platform -= value;
    this.#inTransit.depart(event, 'payout', `earnings-${payout.creatorId}`, amounts);
  }

  /** Accounts and purchases live on, so their revisions are remembered; other streams have legs to match. */
  #checkRevision(event: AuditedEvent): void {
    if (!LONG_STREAM.test(event.stream)) return;
    const expected = (this.#revisions.get(event.stream) ?? -1) + 1;
    if (event.revision !== expected) {
      this.#violate(event, `revision ${event.revision} where ${expected} was due`);
    }
    this.#revisions.set(event.stream, event.revision);
  }

  /** Takes the leg out of outTransit that the event answers. */
  #arrive(event: AuditedEvent, otherwise: string): void {
    if (!this.#outTransit.arrive(event)) this.#violate(event, otherwise);
  }

  #check(event: AuditedEvent, fault: string | undefined): void {
    if (fault !== undefined) this.#violate(event, fault);
  }

  #violate({ position, stream }: AuditedEvent, detail: string): void {
    this.#violationCount += 1;
    if (this.#violations.length < LISTED_VIOLATIONS) {
      this.#violations.push({ position, stream, detail });
    }
  }

  #of(currency: Currency): Sums {
    const sums = this.#sums.get(currency) ?? { cash: 0n, held: 0n, residual: 0n, platform: 0n };
    this.#sums.set(currency, sums);
    return sums;
  }
}

/** The data of an event whose type was looked at. */
const dataOf = <Type extends keyof AuditedData>(
  _type: Type,
  event: AuditedEvent,
): AuditedData[Type] => event.data as unknown as AuditedData[Type];
