import { Injectable } from '@nestjs/common';
import {
  type ProviderId,
  type PurchaseId,
  purchaseIdOf,
  type RefusalCode,
  type TransactionId,
} from '@gifting/kernel';
import { type Caller, type FieldFault } from '@gifting/http';
import { checkInput } from '@gifting/http/input';
import type { Upstream } from '../domain/purchase.events';
import {
  CloudEventInput,
  PURCHASE_CAPTURED,
  PurchaseCapturedInput,
  reportOf,
} from './purchase-events.input';
import {
  type IncomingEvent,
  type IncomingNotice,
  type IntakeResult,
  PurchaseIntake,
} from './purchase-intake';
import { RecordedRefunds } from './recorded-refunds';
import { isNoticeType, noticeType } from './refund-notices.input';

/** What became of one upstream event. */
export interface UpstreamResult {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'held' | 'parked' | 'rejected';
  readonly code?: RefusalCode;
  readonly purchaseId?: string;
  readonly position?: string;
  readonly errors?: readonly FieldFault[];
}

/** An event that can be taken, or its result where it cannot. */
type Read = { readonly event: IncomingEvent } | { readonly rejected: UpstreamResult };

/** An event that reads well; whether we approved the refund that it reports on is still to be seen. */
type ReadNotice = Omit<IncomingNotice, 'approved'>;

/** Whom the events come from, and on which way. */
interface Sender {
  readonly providers: Caller['providers'] | undefined;
  readonly traceId: string | undefined;
}

/**
 * Takes CloudEvents of upstream apps, from wherever they come: reads each, and hands what is valid to
 * the intake. One result for each, in order; an invalid one never stops the others.
 */
@Injectable()
export class UpstreamReports {
  constructor(
    private readonly intake: PurchaseIntake,
    private readonly refunds: RecordedRefunds,
  ) {}

  /** @param providers those that the sender stands for; `undefined`: all */
  async take(
    events: readonly unknown[],
    traceId: string | undefined,
    providers: Caller['providers'] | undefined,
    message?: (index: number) => Upstream['message'],
  ): Promise<readonly UpstreamResult[]> {
    const sender = { providers, traceId };
    const read = await Promise.all(
      events.map((event, index) => this.#complete(readEvent(event, sender, message?.(index)))),
    );
    const valid = read.flatMap((each) => ('event' in each ? [each.event] : []));
    const taken = await this.intake.take(valid);
    let next = 0;
    return read.map((each): UpstreamResult => {
      if ('rejected' in each) return each.rejected;
      const result = taken[next++] as IntakeResult;
      return { id: each.event.upstream.id, ...result };
    });
  }

  /**
   * A notice counts for refunds that we approved. Until the ledger knows claims of providers, others are
   * as unknown here as their types would be, and are rejected instead of half applied.
   */
  async #complete(read: Read | { readonly notice: ReadNotice }): Promise<Read> {
    if (!('notice' in read)) return read;
    const { purchaseId, refundId, upstream } = read.notice;
    const approved = await this.refunds.approved(refundId, purchaseId);
    if (approved !== undefined) return { event: { ...read.notice, approved } };
    return rejected(upstream.id, 'validation', [{ field: 'data.refundId', reason: UNKNOWN }]);
  }
}

const UNKNOWN = 'is not known here';

function readEvent(
  event: unknown,
  sender: Sender,
  message: Upstream['message'],
): Read | { readonly notice: ReadNotice } {
  const { input: cloudEvent, faults } = checkInput(CloudEventInput, event);
  if (cloudEvent === undefined) return rejected(idOf(event), 'validation', faults);
  const { id, source, type, data } = cloudEvent;
  const upstream = { id, ...(message === undefined ? {} : { message }), source };
  if (type === PURCHASE_CAPTURED) {
    const { input, faults: inData } = checkInput(PurchaseCapturedInput, data);
    if (input === undefined) return invalidData(id, inData);
    const report = reportOf(input);
    const about = aboutOf(report, cloudEvent, sender);
    if ('rejected' in about) return about;
    return { event: { ...about, report, upstream, traceId: sender.traceId } };
  }
  if (!isNoticeType(type)) return rejected(id, 'validation', [{ field: 'type', reason: UNKNOWN }]);
  const { noticeOf, input: shape } = noticeType(type);
  const { input, faults: inData } = checkInput(shape, data);
  if (input === undefined) return invalidData(id, inData);
  const about = aboutOf(input, cloudEvent, sender);
  if ('rejected' in about) return about;
  const refundId = input.refundId;
  const { traceId } = sender;
  return { notice: { ...about, refundId, notice: noticeOf(input), upstream, traceId } };
}

/** The purchase that an event is about, where the sender may speak of it. */
function aboutOf(
  { provider, transactionId }: { readonly provider: string; readonly transactionId: string },
  { id, subject }: CloudEventInput,
  { providers }: Sender,
): { readonly purchaseId: PurchaseId } | { readonly rejected: UpstreamResult } {
  const named = provider as ProviderId;
  if (providers?.includes(named) === false) return rejected(id, 'provider-forbidden');
  const purchaseId = purchaseIdOf(named, transactionId as TransactionId);
  return subject === purchaseId ? { purchaseId } : rejected(id, 'subject-mismatch');
}

/** Only a text can be told back; an event without one is known by its place in the batch. */
function idOf(event: unknown): string {
  const id = typeof event === 'object' && event !== null ? (event as { id?: unknown }).id : '';
  return typeof id === 'string' ? id.slice(0, 256) : '';
}

const invalidData = (id: string, faults: readonly FieldFault[]) =>
  rejected(
    id,
    'validation',
    faults.map(({ field, reason }) => ({ field: `data.${field}`, reason })),
  );

const rejected = (
  id: string,
  code: RefusalCode,
  errors?: readonly FieldFault[],
): { readonly rejected: UpstreamResult } => ({
  rejected: { id, status: 'rejected', code, ...(errors === undefined ? {} : { errors }) },
});
