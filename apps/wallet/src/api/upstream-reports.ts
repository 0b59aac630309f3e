import { Injectable } from '@nestjs/common';
import { purchaseIdOf, type RefusalCode } from '@gifting/kernel';
import { type Caller, type FieldFault } from '@gifting/http';
import { checkInput } from '@gifting/http/input';
import type { PurchaseReport, Upstream } from '../domain/purchase.events';
import {
  CloudEventInput,
  PURCHASE_CAPTURED,
  PurchaseCapturedInput,
  reportOf,
} from './purchase-events.input';
import { type IntakeResult, PurchaseIntake } from './purchase-intake';

/** What became of one upstream event. */
export interface UpstreamResult {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'held' | 'parked' | 'rejected';
  readonly code?: RefusalCode;
  readonly purchaseId?: string;
  readonly position?: string;
  readonly errors?: readonly FieldFault[];
}

type Read =
  | { readonly report: PurchaseReport; readonly upstream: Upstream }
  | { readonly rejected: UpstreamResult };

/**
 * Takes CloudEvents of upstream apps, from wherever they come: reads each, and hands what is valid to
 * the intake. One result for each, in order; an invalid one never stops the others.
 */
@Injectable()
export class UpstreamReports {
  constructor(private readonly intake: PurchaseIntake) {}

  /** @param providers those that the sender stands for; `undefined`: all */
  async take(
    events: readonly unknown[],
    traceId: string | undefined,
    providers: Caller['providers'] | undefined,
    message?: (index: number) => Upstream['message'],
  ): Promise<readonly UpstreamResult[]> {
    const read = events.map((event, index) => readEvent(event, providers, message?.(index)));
    const valid = read.filter((each) => 'report' in each);
    const taken = await this.intake.capture(valid.map((each) => ({ ...each, traceId })));
    let next = 0;
    return read.map((each): UpstreamResult => {
      if ('rejected' in each) return each.rejected;
      const result = taken[next++] as IntakeResult;
      return { id: each.upstream.id, ...result };
    });
  }
}

function readEvent(
  event: unknown,
  providers: Caller['providers'] | undefined,
  message: Upstream['message'],
): Read {
  const { input: cloudEvent, faults } = checkInput(CloudEventInput, event);
  if (cloudEvent === undefined) return rejected(idOf(event), 'validation', faults);
  const { id, source, subject, type, data } = cloudEvent;
  if (type !== PURCHASE_CAPTURED) {
    return rejected(id, 'validation', [{ field: 'type', reason: 'is not known here' }]);
  }
  const { input, faults: dataFaults } = checkInput(PurchaseCapturedInput, data);
  if (input === undefined) {
    const inData = dataFaults.map(({ field, reason }) => ({ field: `data.${field}`, reason }));
    return rejected(id, 'validation', inData);
  }
  const report = reportOf(input);
  const purchaseId = purchaseIdOf(report.provider, report.transactionId);
  if (providers?.includes(report.provider) === false) {
    return rejected(id, 'provider-forbidden');
  }
  if (subject !== purchaseId) return rejected(id, 'subject-mismatch');
  return { report, upstream: { id, ...(message === undefined ? {} : { message }), source } };
}

/** Only a text can be told back; an event without one is known by its place in the batch. */
function idOf(event: unknown): string {
  const id = typeof event === 'object' && event !== null ? (event as { id?: unknown }).id : '';
  return typeof id === 'string' ? id.slice(0, 256) : '';
}

const rejected = (id: string, code: RefusalCode, errors?: readonly FieldFault[]): Read => ({
  rejected: { id, status: 'rejected', code, ...(errors === undefined ? {} : { errors }) },
});
