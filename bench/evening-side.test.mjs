import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from './options.mjs';
import { Side } from './side.mjs';

const DIST = join(ROOT, 'dist');
const GIFTS = 400;

describe('an evening behind HTTP', () => {
  let folder;
  let server;
  let audience;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gifting-bench-test-'));
    server = new Side('http-server-side.mjs');
    audience = new Side('evening-side.mjs');
    const address = await server.call('open', { dist: DIST, dataDir: join(folder, 'data') });
    await audience.call('open', { dist: DIST, ...address });
  });

  after(async () => {
    await audience.stop();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('is answered as the tape expects, evening after evening', async () => {
    for (const seed of [1, 2]) {
      const { faults, sample } = await audience.call('play', { seed, gifts: GIFTS });
      assert.deepEqual(faults, []);
      // Some lack the coins, others come in combos.
      assert.ok(sample.gifts > GIFTS / 2 && sample.gifts < GIFTS, `${sample.gifts} gifts`);
      assert.ok(sample.requestsPerSecond < sample.giftsPerSecond);
      assert.ok(sample.p50Ms > 0 && sample.p99Ms >= sample.p50Ms);
      assert.ok(sample.generatorBusy > 0);
    }
  });

  it('counts for nothing where the server has other sums than the tape', async () => {
    // Everything is answered as before, and nothing happens again; the tape counts it twice.
    const { faults } = await audience.call('play', { seed: 1, gifts: GIFTS });
    assert.match(faults.join('\n'), /the tape says \d+ diamonds, the API/);
  });
});
