import { Injectable } from '@nestjs/common';
import type { JsonObject, Position, PurchaseId, RefusalCode } from '@gifting/kernel';
import { PolicyBook } from '@gifting/service';
import { CommandIds, type FieldFault } from '@gifting/http';
import { CommandHandler, type Outcome, streamAfter, StreamWatcher } from '@gifting/engine';
import { purchaseKind } from '../incoming';
import type { PurchaseCommand, PurchaseState } from '../domain/purchase.decider';
import type { PurchaseReport, Upstream } from '../domain/purchase.events';
import type { NoticeRefund, RefundNotice } from '../domain/purchase.refunds';

/** How long a call waits until captured coins can be spent. */
const CREDIT_WAIT_MS = 2_000;

interface Incoming {
  readonly purchaseId: PurchaseId;
  /** The CloudEvent that brought it. */
  readonly upstream: Upstream;
  readonly traceId: string | undefined;
}

/** A report of a purchase. */
export interface IncomingReport extends Incoming {
  readonly report: PurchaseReport;
}

/** A report on a refund that was approved. */
export interface IncomingNotice extends Incoming {
  readonly refundId: string;
  readonly notice: RefundNotice;
  readonly approved: NoticeRefund['approved'];
}

export type IncomingEvent = IncomingReport | IncomingNotice;

export interface IntakeResult {
  readonly status: 'accepted' | 'duplicate' | 'held' | 'rejected';
  readonly code?: RefusalCode;
  readonly errors?: readonly FieldFault[];
  readonly purchaseId: string;
  /** Of PurchaseCredited, when the coins can be spent. */
  readonly position?: Position;
}

/**
 * Takes in what upstream apps report of purchases, over HTTP and Kafka alike. The natural key tells
 * duplicates: the same report again appends nothing, another report under the same key is refused.
 */
@Injectable()
export class PurchaseIntake {
  constructor(
    private readonly handler: CommandHandler,
    private readonly policies: PolicyBook,
    private readonly watcher: StreamWatcher,
    private readonly ids: CommandIds,
  ) {}

  /**
   * Records the reports, one result for each in the order given, and waits up to two seconds until
   * the coins of new purchases can be spent.
   */
  async take(
    incoming: readonly IncomingEvent[],
    waitMs = CREDIT_WAIT_MS,
  ): Promise<readonly IntakeResult[]> {
    const credits = incoming.map((each) =>
      this.watcher.expect(streamOf(each), ({ type }) => type === 'PurchaseCredited'),
    );
    try {
      const outcomes = await this.handler.handle(incoming.map((each) => this.#command(each)));
      // An answer that changes nothing rests on what others wrote, too.
      await this.handler.durable();
      return await Promise.all(
        outcomes.map(async (outcome, index): Promise<IntakeResult> => {
          const event = incoming[index] as IncomingEvent;
          const result = resultOf(event, outcome);
          if (result.status !== 'accepted' || !('report' in event)) return result;
          const credited = await credits[index]?.within(waitMs);
          return credited === undefined ? result : { ...result, position: credited.position };
        }),
      );
    } finally {
      for (const credit of credits) credit.close();
    }
  }

  #command(event: IncomingEvent) {
    const { traceId } = event;
    return {
      kind: purchaseKind,
      stream: streamOf(event),
      asked: {
        requestHash: this.ids.hashOf(contentOf(event)),
        ...(traceId === undefined ? {} : { traceId }),
      },
      command: (now: string): PurchaseCommand =>
        'report' in event ? this.#capture(event, now) : noticeOf(event),
    };
  }

  #capture({ report, upstream }: IncomingReport, now: string): PurchaseCommand {
    const { policy, version } = this.policies.activeAt(report.capturedAt);
    return { kind: 'capture', now, report, upstream, pricing: { version, policy } };
  }
}

const noticeOf = ({ approved, notice, refundId, upstream }: IncomingNotice): PurchaseCommand => ({
  kind: 'notice-refund',
  approved,
  notice,
  refundId,
  upstream,
});

const contentOf = (event: IncomingEvent): JsonObject =>
  'report' in event ? event.report : { ...event.notice, refundId: event.refundId };

const streamOf = ({ purchaseId }: IncomingEvent): string => `purchase-${purchaseId}`;

/** @throws what the rules threw */
function resultOf({ purchaseId }: IncomingEvent, outcome: Outcome<PurchaseState>): IntakeResult {
  if (outcome.outcome === 'refused') {
    const { detail, refused: code } = outcome.refusal;
    const errors = code === 'validation' ? { errors: [{ field: 'data', reason: detail }] } : {};
    return { status: 'rejected', code, ...errors, purchaseId };
  }
  const { state } = streamAfter(outcome);
  if (outcome.outcome === 'unchanged') return { status: 'duplicate', purchaseId };
  return state.stage === 'held'
    ? { status: 'held', code: state.code, purchaseId }
    : { status: 'accepted', purchaseId };
}
