import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const SAMPLE_FILE = join(__dirname, '..', '..', 'samples', 'purchases.csv');
/** Stands in the times of the sample, and in its transaction ids. */
const SAMPLE_DAY = '2026-01-31';
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Writes a file to begin with: the sample, moved to yesterday, since the API holds purchases that are
 * older than thirty days. Written twice on one day it is the same.
 * @throws where there is a file already
 */
export async function writeSample(file: string, nowMs: number): Promise<void> {
  const sample = await readFile(SAMPLE_FILE, 'utf8');
  const yesterday = new Date(nowMs - DAY_MS).toISOString().slice(0, SAMPLE_DAY.length);
  await writeFile(file, sample.replaceAll(SAMPLE_DAY, yesterday), { flag: 'wx' });
}
