import { crc32 } from 'node:zlib';

/*
 * The entries of the index, as text:
 *
 *   m                        identity of the log, offset of the last indexed event
 *   h{stream}                revision of the stream's last event, once it has a second run
 *   r{stream}\0{revision}    a run: the offsets of the events from that revision on that were
 *                            indexed together
 *
 * Each value begins with the CRC-32 of key and text, for LevelDB reads without looking at its own.
 */

export const TAIL_KEY = 'm';

export const headKey = (stream: string): string => `h${stream}`;

/** Runs of one stream sort by revision; no stream name holds a NUL. */
export const runKey = (stream: string, firstRevision: number): string =>
  `r${stream}\0${String(firstRevision).padStart(REVISION_DIGITS, '0')}`;

export const revisionOfRunKey = (key: string): number => Number(key.slice(-REVISION_DIGITS));

const REVISION_DIGITS = 10;

export const sealEntry = (key: string, text: string): string => `${checksum(key, text)} ${text}`;

/** The text of an entry; `undefined` when it is not what was written. */
export function openEntry(key: string, value: string): string | undefined {
  const text = value.slice(value.indexOf(' ') + 1);
  return sealEntry(key, text) === value ? text : undefined;
}

const checksum = (key: string, text: string): string => crc32(key + text).toString(36);
