import { Injectable } from '@nestjs/common';
import { purchaseIdOf, type Position, type RefusalCode } from '@gifting/kernel';
import { PolicyBook } from '@gifting/service';
import { CommandIds } from '@gifting/http';
import { CommandHandler, type Outcome, streamAfter, StreamWatcher } from '@gifting/engine';
import { purchaseKind } from '../incoming';
import type { PurchaseCommand, PurchaseState } from '../domain/purchase.decider';
import type { PurchaseReport, Upstream } from '../domain/purchase.events';

/** How long a call waits until captured coins can be spent. */
const CREDIT_WAIT_MS = 2_000;

/** A report of a purchase, and the CloudEvent that brought it. */
export interface IncomingReport {
  readonly report: PurchaseReport;
  readonly upstream: Upstream;
  readonly traceId: string | undefined;
}

export interface IntakeResult {
  readonly status: 'accepted' | 'duplicate' | 'held' | 'rejected';
  readonly code?: RefusalCode;
  readonly purchaseId: string;
  /** Of PurchaseCredited, when the coins can be spent. */
  readonly position?: Position;
}

/**
 * Takes purchases in, over HTTP and Kafka alike. The natural key tells duplicates: the same report
 * again appends nothing, another report under the same key is refused.
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
   * the coins of the new ones can be spent.
   */
  async capture(
    incoming: readonly IncomingReport[],
    waitMs = CREDIT_WAIT_MS,
  ): Promise<readonly IntakeResult[]> {
    const credits = incoming.map(({ report }) =>
      this.watcher.expect(streamOf(report), ({ type }) => type === 'PurchaseCredited'),
    );
    try {
      const outcomes = await this.handler.handle(incoming.map((each) => this.#command(each)));
      // An answer that changes nothing rests on what others wrote, too.
      await this.handler.durable();
      return await Promise.all(
        outcomes.map(async (outcome, index): Promise<IntakeResult> => {
          const { report } = incoming[index] as IncomingReport;
          const result = resultOf(report, outcome);
          if (result.status !== 'accepted') return result;
          const credited = await credits[index]?.within(waitMs);
          return credited === undefined ? result : { ...result, position: credited.position };
        }),
      );
    } finally {
      for (const credit of credits) credit.close();
    }
  }

  #command({ report, traceId, upstream }: IncomingReport) {
    return {
      kind: purchaseKind,
      stream: streamOf(report),
      asked: {
        requestHash: this.ids.hashOf(report),
        ...(traceId === undefined ? {} : { traceId }),
      },
      command: (now: string): PurchaseCommand => {
        const { policy, version } = this.policies.activeAt(report.capturedAt);
        return { kind: 'capture', now, report, upstream, pricing: { version, policy } };
      },
    };
  }
}

const streamOf = ({ provider, transactionId }: PurchaseReport): string =>
  `purchase-${purchaseIdOf(provider, transactionId)}`;

/** @throws what the rules threw */
function resultOf(report: PurchaseReport, outcome: Outcome<PurchaseState>): IntakeResult {
  const purchaseId = purchaseIdOf(report.provider, report.transactionId);
  if (outcome.outcome === 'refused') {
    return { status: 'rejected', code: outcome.refusal.refused, purchaseId };
  }
  const { state } = streamAfter(outcome);
  if (outcome.outcome === 'unchanged') return { status: 'duplicate', purchaseId };
  return state.stage === 'held'
    ? { status: 'held', code: state.code, purchaseId }
    : { status: 'accepted', purchaseId };
}
