import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { busyTicks, machineCpuUs, ownCpuUs, processOf, treeCpuUs } from './cpu.mjs';

describe('the counters of the kernel', () => {
  it('count all busy time of all cores, and no idle, waiting or stolen time', () => {
    const text = 'cpu  100 20 30 9999 8888 4 5 7777 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    assert.equal(busyTicks(text), 100 + 20 + 30 + 4 + 5);
  });

  it('count a process with what it has waited for, whatever its name holds', () => {
    const text = '42 (a) b (c) S 7 42 42 0 -1 0 0 0 0 0 11 22 33 44 20 0 1 0';
    assert.deepEqual(processOf(text), { pid: 42, parent: 7, ticks: 11 + 22 + 33 + 44 });
  });

  it('grow while this process works', () => {
    const read = () => [machineCpuUs(), treeCpuUs(process.pid), ownCpuUs()];
    const before = read();
    const beganMs = performance.now();
    while (performance.now() - beganMs < 100);
    const after = read();
    after.forEach((value, place) => assert.ok(value > before[place]));
  });
});
