import { setMaxListeners } from 'node:events';
import type { Environment } from '@gifting/service';
import { ApiClient } from '../api-client';
import { grouped } from '../table';
import { eveningOf } from '../tape/evening';
import { TapeFacts } from '../tape/tape-facts';
import { type TapeStep } from '../tape/steps';
import { closingOf, isBalanced, type Reader } from './closing';
import type { DemoOptions } from './demo-options';
import { creatorTables, runTable, trialBalanceTables } from './demo-report';
import { Player } from './player';
import { type Programme, programmeOf } from './programme';
import { showProgress } from './progress';
import { openStage, type Say, type Stage } from './stage';
import type { Tally } from './tally';

export interface DemoOutput {
  /** What happens, for somebody who waits. */
  readonly say: Say;
  readonly progress: NodeJS.WriteStream;
  /** What came of it. */
  readonly print: Say;
}

const WIDTH = 96;
const CONNECTIONS = 64;
const PROGRESS_MS = 100;

/**
 * Plays an evening, or the rest of one, and prints what the API says about it.
 * @param stop its `abort` ends the demo after the steps under way
 * @returns whether the trial balance is balanced and every answer was the one that the tape expects
 * @throws what kept it from the end; the reason of `stop` where that was asked for
 */
export async function runDemo(
  options: DemoOptions,
  env: Environment,
  output: DemoOutput,
  stop: AbortController,
): Promise<boolean> {
  const { signal } = stop;
  // Every step under way that waits listens to it.
  setMaxListeners(0, signal);
  let stage: Stage | undefined;
  let over = false;
  try {
    stage = await openStage(options, env, output.say, signal);
    void stage.failed.then((error) => stop.abort(error));
    const holds = await playAt(stage, options, output, signal);
    over = true;
    return holds;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await stage?.close(over);
  }
}

async function playAt(
  stage: Stage,
  options: DemoOptions,
  { print, progress, say }: DemoOutput,
  signal: AbortSignal,
): Promise<boolean> {
  const api = new ApiClient({ url: stage.url, maxConnections: CONNECTIONS, signal });
  try {
    await api.assertReachable();
    const { tokens } = stage;
    const programme = await programmeOf(options, { api, tokens }, Date.now());
    const isAlone = await stage.isOnlyFor(programme.tapeId);
    say(announcement(programme, stage.url));
    const player = new Player({ api, tokens, width: WIDTH, signal });
    const facts = new TapeFacts();
    const { tally } = player;
    const shown = showProgress(options.gifts, progress);
    const timer = setInterval(() => shown.update(tally.giftCount), PROGRESS_MS);
    const startedMs = performance.now();
    try {
      await player.play(noting(eveningOf(programme.tape), facts));
    } finally {
      clearInterval(timer);
      shown.update(tally.giftCount);
      shown.stop();
    }
    signal.throwIfAborted();
    const seconds = (tally.lastGiftMs - startedMs) / 1_000;
    const { retries } = api;
    print(`\n${runTable(tally, seconds, retries)}`);
    return await report({ api, tokens }, tally, facts, isAlone, print);
  } finally {
    api.close();
  }
}

async function report(
  reader: Reader,
  tally: Tally,
  facts: TapeFacts,
  isAlone: boolean,
  print: Say,
): Promise<boolean> {
  const { balance, creators } = await closingOf(reader, facts, tally, isAlone);
  const [most] = creators;
  print(`\n${trialBalanceTables(balance)}`);
  if (most !== undefined) print(`\n${await creatorTables(reader, most)}`);
  print(`\n${verdict(tally)}`);
  return isBalanced(balance) && tally.contradictionCount === 0;
}

const verdict = ({ contradictionCount, contradictions }: Tally): string =>
  contradictionCount === 0
    ? 'Every answer is the one that the tape expects.'
    : [`${contradictionCount} answers contradict the tape:`, ...contradictions].join('\n  ');

function announcement({ isResumed, tape, tapeId }: Programme, url: URL): string {
  const { creators, gifts, seed, viewers } = tape;
  const size = `${grouped(gifts)} gifts, ${grouped(viewers)} viewers, ${grouped(creators)} creators`;
  const begun = isResumed ? ', begun before' : '';
  return `evening ${tapeId}${begun}: seed ${seed}, ${size}, at ${url.origin}`;
}

function* noting(steps: Iterable<TapeStep>, facts: TapeFacts): Generator<TapeStep> {
  for (const step of steps) {
    facts.add(step);
    yield step;
  }
}
