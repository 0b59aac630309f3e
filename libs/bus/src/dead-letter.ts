import { createHash } from 'node:crypto';
import type { DeadLetter } from './bus.port';
import type { CloudEvent } from './cloud-event';

/** For how long dead letters keep their bytes: they may hold something personal. */
export const DEAD_LETTER_RETENTION_MS = 30 * 24 * 3_600_000;

/**
 * A dead letter as it stands on its topic: the original topic, key and reason, and the bytes in
 * base64. The id is the hash of all that, so the same letter set aside twice has the same id.
 */
export function deadLetterEvent({ topic, key, bytes, reason }: DeadLetter): CloudEvent {
  const data = {
    bytes: bytes.toString('base64'),
    ...(key !== undefined && { key }),
    reason,
    topic,
  };
  return {
    id: createHash('sha256').update(JSON.stringify(data)).digest('hex'),
    source: `/topics/${topic}`,
    type: 'dead-letter.v1',
    data,
    extensions: {},
  };
}
