import { randomUUID } from 'node:crypto';
import { requestParam } from '../input/request-param';

/** The place of a request in a distributed trace (W3C Trace Context). */
export interface Trace {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** What goes to the next hop and back to the caller. */
  readonly traceparent: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/** Continues the caller's trace, or begins one where the header is missing or malformed. */
export function beginTrace(traceparent: string | string[] | undefined): Trace {
  const parent = typeof traceparent === 'string' ? parse(traceparent) : undefined;
  const traceId = parent?.traceId ?? randomHex();
  // A UUID's last 16 digits hold 62 random bits, enough for a span id.
  const spanId = randomHex().slice(16);
  return { traceId, traceparent: `00-${traceId}-${spanId}-${parent?.flags ?? '00'}` };
}

function parse(header: string): { traceId: string; flags: string } | undefined {
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(header) ?? [];
  if (version === undefined || traceId === undefined || flags === undefined) return undefined;
  // Later versions may carry more; version ff is forbidden, version 00 has exactly four parts.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return { traceId, flags };
}

const randomHex = (): string => randomUUID().replaceAll('-', '');

/** The trace id of the request, for the metadata of events and for logs. */
export const TraceId = requestParam(({ trace }) => trace.traceId);
