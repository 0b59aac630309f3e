import 'reflect-metadata';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { ApiClient } from './api-client';
import { IMPORT_HELP, type ImportOptions, parseImportOptions } from './import/import-options';
import { ImportTally } from './import/import-tally';
import { importPurchases } from './import/run-import';
import { writeSample } from './import/sample';
import { tokensOf } from './signing';
import { grouped } from './table';
import { GivenToken } from './tokens';

const TELL_EVERY_LINES = 50_000;

/**
 * `npm run import -- purchases.csv`: 0 when all lines were taken or known already, 1 when some were
 * not, 2 when it could not run.
 */
async function main(): Promise<number> {
  const options = parseImportOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    process.stdout.write(IMPORT_HELP);
    return 0;
  }
  if (options.sample) {
    await writeSample(options.file, Date.now());
    return 0;
  }
  const input = await openInput(options.file);
  const tally = new ImportTally();
  const target = options.dryRun ? undefined : await targetOf(options);
  try {
    await importPurchases(input, target, tally, tellNowAndThen());
  } catch (error) {
    if (tally.sent > 0) say(`${grouped(tally.sent)} purchases were sent; import the file again`);
    throw error;
  } finally {
    target?.api.close();
  }
  process.stdout.write(`${tally.summary(basename(options.file))}\n`);
  return tally.isClean ? 0 : 1;
}

async function openInput(file: string): Promise<Readable> {
  if (file === '-') return process.stdin;
  const input = createReadStream(file);
  await once(input, 'open');
  return input;
}

async function targetOf({ token, url }: ImportOptions) {
  const tokens = token === undefined ? await tokensOf(process.env) : new GivenToken(token);
  const api = new ApiClient({ url });
  await api.assertReachable();
  return { api, tokens };
}

/** A long import shows that it is alive. */
function tellNowAndThen(): (lines: number) => void {
  let next = TELL_EVERY_LINES;
  return (lines) => {
    if (lines < next) return;
    say(`${grouped(lines)} lines`);
    next = lines + TELL_EVERY_LINES;
  };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
