import { readFileSync, statfsSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename } from 'node:path';

const TMPFS_MAGIC = 0x01021994;

/** What the figures were measured on, without its name. */
export function describeMachine() {
  const cores = cpus();
  return {
    cores: cores.length,
    processor: cores[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    disk: diskOf(tmpdir()),
    node: process.versions.node,
  };
}

/**
 * Nothing is durable in memory, so nothing can be measured there.
 * @throws Error when the folder lies in memory
 */
export function assertOnDisk(folder) {
  if (statfsSync(folder).type !== TMPFS_MAGIC) return;
  throw new Error(`${folder} lies in memory; let TMPDIR name a folder on a disk`);
}

/** The file system of a folder and the device that it lies on. */
function diskOf(folder) {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point]) => folder === point || folder.startsWith(point.replace(/\/?$/, '/')))
    .sort(([, a], [, b]) => b.length - a.length);
  const [device = 'unknown', , type = 'unknown'] = mounts[0] ?? [];
  return `${type} on ${basename(device)}`;
}
