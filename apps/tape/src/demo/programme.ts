import { parsePolicy, type PolicyContent } from '@gifting/economy';
import type { PolicyView, PurchaseView } from '../api-types';
import { DEFAULT_TAPE, EVENING_MS, tapeIdOf, type TapeOptions } from '../tape/tape-options';
import { eveningOf } from '../tape/evening';
import type { Reader } from './closing';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What the tape is asked to be; all else depends on the server. */
export type TapeSize = Pick<
  TapeOptions,
  'creators' | 'duplicateShare' | 'gifts' | 'seed' | 'viewers'
>;

/** The tape to play, and whether an earlier run began to play it. */
export interface Programme {
  readonly tape: TapeOptions;
  readonly tapeId: string;
  readonly isResumed: boolean;
}

/**
 * Fixes the tape: at the prices that are active on the server, and beginning when it began, if it did.
 * That is asked of the server too, so that nothing else must be kept to go on.
 */
export async function programmeOf(
  size: TapeSize,
  { api, tokens }: Reader,
  nowMs: number,
): Promise<Programme> {
  const { creators, duplicateShare, gifts, seed, viewers } = size;
  const token = await tokens.of('auditor', 'demo');
  const { content } = await api.get<PolicyView<PolicyContent>>('/v1/policies/current', token);
  const tape: TapeOptions = {
    ...DEFAULT_TAPE,
    seed,
    viewers,
    creators,
    gifts,
    duplicateShare,
    policy: parsePolicy(content),
    startsAtMs: yesterdayEvening(nowMs),
  };
  const opening = await api.find<PurchaseView>(`/v1/purchases/${openingOf(tape)}`, token);
  return {
    tape: opening === undefined ? tape : { ...tape, startsAtMs: Date.parse(opening.capturedAt) },
    tapeId: tapeIdOf(tape),
    isResumed: opening !== undefined,
  };
}

/** The evening must be over: purchases from the future would be held. */
const yesterdayEvening = (nowMs: number): number =>
  Math.floor(nowMs / DAY_MS) * DAY_MS - 1.5 * EVENING_MS;

/** The purchase with which a tape begins. It is captured exactly when the evening begins. */
function openingOf(tape: TapeOptions): string {
  for (const step of eveningOf(tape)) {
    const [opening] = step.kind === 'purchases' ? step.reports : [];
    if (opening !== undefined) return opening.event.subject;
  }
  throw new RangeError('a tape begins with a purchase');
}
