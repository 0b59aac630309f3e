import { closeSync, fdatasyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { quantiles } from './statistics.mjs';

const MIB = 1024 * 1024;
const PREALLOCATED_BYTES = 64 * MIB;
/** Fewer of the large ones, so that the probe stays short and leaves the disk alone. */
const WRITES = [
  { bytes: 256, count: 2_000 },
  { bytes: 256, count: 2_000, preallocated: true },
  { bytes: 4 * 1024, count: 500 },
  { bytes: 64 * 1024, count: 200 },
  { bytes: MIB, count: 50 },
];

/**
 * How fast the disk is at this minute: writes at the end of a file, each followed by fdatasync.
 * @param folder where the measured data lies too
 */
export function probeFsync(folder) {
  return WRITES.map((writes) => ({ ...writes, ...probe(join(folder, 'fsync-probe'), writes) }));
}

function probe(path, { bytes, count, preallocated = false }) {
  const file = openSync(path, 'w');
  try {
    if (preallocated) fill(file);
    const block = Buffer.alloc(bytes, 'x');
    const latenciesMs = [];
    const startMs = performance.now();
    for (let turn = 0; turn < count; turn += 1) {
      const turnMs = performance.now();
      writeSync(file, block, 0, bytes, turn * bytes);
      fdatasyncSync(file);
      latenciesMs.push(performance.now() - turnMs);
    }
    const seconds = (performance.now() - startMs) / 1_000;
    const { p50, p99 } = quantiles(latenciesMs);
    return { perSecond: count / seconds, p50Ms: p50, p99Ms: p99 };
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

/** Real blocks: a file that is only made longer has none yet. */
function fill(file) {
  const block = Buffer.alloc(MIB);
  for (let at = 0; at < PREALLOCATED_BYTES; at += MIB) writeSync(file, block, 0, MIB, at);
  ftruncateSync(file, PREALLOCATED_BYTES);
  fdatasyncSync(file);
}
