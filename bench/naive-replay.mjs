import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { quantiles } from './statistics.mjs';

const COMMANDS = 20;
const EVENT = {
  type: 'CoinsSpent',
  revision: 0,
  recordedAt: '2026-01-01T00:00:00.000Z',
  data: {
    giftTxId: '00000000-0000-5000-8000-000000000000',
    coins: '10',
    balanceAfter: '999999990',
  },
};

/**
 * What commands cost without state in memory: each parses every event of its stream, appends one and
 * syncs it. Answers like a pair of runs: a stream with a long history, and one with a short.
 */
export function naiveReplayCost(folder, { long, short }) {
  mkdirSync(folder);
  const [costs, baseline] = [long, short].map((events) => cost(folder, events));
  return [[costs, baseline]];
}

function cost(folder, events) {
  const path = join(folder, `${events}.jsonl`);
  writeFileSync(path, `${JSON.stringify(EVENT)}\n`.repeat(events));
  const latenciesMs = Array.from({ length: COMMANDS }, () => {
    const beganMs = performance.now();
    const spent = fold(readFileSync(path, 'utf8'));
    append(path, { ...EVENT, data: { ...EVENT.data, balanceAfter: String(spent) } });
    return performance.now() - beganMs;
  });
  return { creditMs: quantiles(latenciesMs) };
}

function fold(text) {
  let spent = 0n;
  for (const line of text.trimEnd().split('\n')) spent += BigInt(JSON.parse(line).data.coins);
  return spent;
}

function append(path, event) {
  const file = openSync(path, 'a');
  writeSync(file, `${JSON.stringify(event)}\n`);
  fdatasyncSync(file);
  closeSync(file);
}
