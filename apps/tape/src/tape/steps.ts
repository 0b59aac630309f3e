import type { CoinsText } from '@gifting/kernel/coins';
import type { DiamondsText, MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { RefusalCode } from '@gifting/kernel';
import type { GiftRequest, PayoutRequest, PurchaseEvent } from '../api-types';

/** What every step tells of itself. */
export interface Timed {
  /** From 0 without gaps. */
  readonly index: number;
  /** When it happens, in milliseconds since 1970; never before the step ahead of it. */
  readonly atMs: number;
}

/** An app that reports purchases, with the providers that it speaks for. */
export interface UpstreamApp {
  readonly name: string;
  readonly providers: readonly string[];
}

/** What a purchase event leads to when the tape is played in order. */
export type ExpectedPurchase =
  | { readonly status: 'accepted'; readonly coins: CoinsText }
  | { readonly status: 'held'; readonly code: RefusalCode }
  | { readonly status: 'duplicate' };

export interface ReportedPurchase {
  readonly event: PurchaseEvent;
  readonly expected: ExpectedPurchase;
}

/** A batch of one upstream app. */
export interface PurchaseStep {
  readonly kind: 'purchases';
  readonly app: UpstreamApp;
  /** 1 to 500. */
  readonly reports: readonly ReportedPurchase[];
}

/** What a gift leads to when everything before it of the same viewer was played. */
export type ExpectedGift =
  | {
      readonly outcome: 'sent';
      readonly coins: CoinsText;
      /** What the wallet holds right behind it. */
      readonly balance: CoinsText;
      readonly microdiamonds: MicrodiamondsText;
    }
  | {
      readonly outcome: 'declined';
      readonly code: 'insufficient-coins';
      readonly coins: CoinsText;
    };

export interface Sending {
  /** The Idempotency-Key. */
  readonly key: string;
  readonly request: GiftRequest;
  readonly expected: ExpectedGift;
}

/** One gift, for the single route. */
export interface GiftStep {
  readonly kind: 'gift';
  readonly viewerId: string;
  readonly sending: Sending;
}

/** A viewer who taps again and again, for the batch route. */
export interface GiftBatchStep {
  readonly kind: 'gift-batch';
  readonly viewerId: string;
  /** 2 to 500. */
  readonly sendings: readonly Sending[];
}

export type ExpectedPayout =
  | {
      /** `submitted` becomes `paid` when a minute has passed. */
      readonly state: 'paid' | 'submitted' | 'failed' | 'returned';
      readonly diamonds: DiamondsText;
    }
  | { readonly state: 'declined'; readonly code: RefusalCode };

/** A creator asks for all that can be withdrawn. */
export interface PayoutStep {
  readonly kind: 'payout';
  readonly creatorId: string;
  readonly key: string;
  readonly request: PayoutRequest;
  /** What the creator has earned all evening. It must have arrived before the payout is asked for. */
  readonly earned: DiamondsText;
  readonly expected: ExpectedPayout;
}

/** Somebody looks at a page. */
export interface ReadStep {
  readonly kind: 'read';
  readonly role: 'viewer' | 'creator';
  readonly subject: string;
  readonly path: string;
  /** Of a wallet: the coins that it holds then. */
  readonly coins?: CoinsText;
}

export type StepBody = PurchaseStep | GiftStep | GiftBatchStep | PayoutStep | ReadStep;
export type TapeStep = StepBody & Timed;

/** The gifts of a step. */
export const sendingsOf = (step: StepBody): readonly Sending[] =>
  step.kind === 'gift' ? [step.sending] : step.kind === 'gift-batch' ? step.sendings : [];
