import { crc32 } from 'node:zlib';

/*
 * The entries of the index, as text:
 *
 *   t                        the tail: identity of the log, offset of the last indexed event, and
 *                            number of the batch that wrote it
 *   b{number modulo LINKS}   the number of a batch, for each of the latest
 *   r{stream}\0{revision}    a run: the offsets of the events from that revision on that were
 *                            indexed together
 *   h{stream}                revision of the stream's last event, once it has a second run
 *
 * Each value begins with the CRC-32 of key and text, for LevelDB reads without looking at its own. So
 * an entry that is damaged is found when it is read. One whose key is damaged on the disk is not: its
 * stream looks new until the index is built anew.
 */

export const TAIL_KEY = 't';

/**
 * Batches that must all be there for the index to be believed. What LevelDB has not synced yet, at
 * most two logs of 4 MiB, may lose any of its batches when the power fails, and it says nothing. A
 * batch of a thousand events takes more than 8 KiB.
 */
export const LINKS = 1_024;

export const linkKey = (batch: number): string => `b${batch % LINKS}`;

/** Runs of one stream sort by revision; no stream name holds a NUL. */
export const runKey = (stream: string, firstRevision: number): string =>
  `r${stream}\0${String(firstRevision).padStart(REVISION_DIGITS, '0')}`;

export const revisionOfRunKey = (key: string): number => Number(key.slice(-REVISION_DIGITS));

export const headKey = (stream: string): string => `h${stream}`;

const REVISION_DIGITS = 10;

export const sealEntry = (key: string, text: string): string => `${checksum(key, text)} ${text}`;

/** The text of an entry; `undefined` when it is not what was written. */
export function openEntry(key: string, value: string): string | undefined {
  const text = value.slice(value.indexOf(' ') + 1);
  return sealEntry(key, text) === value ? text : undefined;
}

const checksum = (key: string, text: string): string => crc32(key + text).toString(36);
