import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** How long a tick of the kernel's counters is. */
const TICK_US = 1_000_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/**
 * The time that all cores of the machine were busy since it started, in microseconds: user, nice,
 * system and both kinds of interrupts, without idling, waiting for disks and stolen time.
 * It counts whatever else runs on the machine too.
 */
export const machineCpuUs = () => busyTicks(readFileSync('/proc/stat', 'utf8')) * TICK_US;

/** @param text the content of /proc/stat */
export function busyTicks(text) {
  const [user, nice, system, , , irq, softirq] = text
    .match(/^cpu +(.*)$/m)[1]
    .split(' ')
    .map(Number);
  return user + nice + system + irq + softirq;
}

/** The time that a process and its children have used so far, in microseconds. */
export function treeCpuUs(rootPid) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(pid) ?? []);
  const tree = processes.filter(({ pid, parent }) => pid === rootPid || parent === rootPid);
  return tree.reduce((sum, { ticks }) => sum + ticks, 0) * TICK_US;
}

/** This process with all of its threads, in microseconds. */
export function ownCpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Does some work, and says for which share of the time it kept a core busy with this process. */
export async function busyShare(work) {
  const [startMs, startUs] = [performance.now(), ownCpuUs()];
  const result = await work();
  const elapsedUs = (performance.now() - startMs) * 1_000;
  return { result, share: (ownCpuUs() - startUs) / elapsedUs };
}

function readProcess(pid) {
  try {
    return processOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined; // It has ended.
  }
}

/** @param text the content of /proc/PID/stat; the name in brackets may hold anything */
export function processOf(text) {
  const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [, parent] = rest;
  const [user, system, childrenUser, childrenSystem] = rest.slice(11, 15).map(Number);
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(parent),
    // Of children that have ended, and were waited for, the parent keeps the time.
    ticks: user + system + childrenUser + childrenSystem,
  };
}
