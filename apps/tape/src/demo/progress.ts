import { Presets, SingleBar } from 'cli-progress';

/** Shows how many gifts of the evening were answered. */
export interface Progress {
  update(gifts: number): void;
  stop(): void;
}

const FORMAT = '  {bar}  {percentage}%  {value}/{total} gifts  {rate}/s  {duration_formatted}';
/** Without a terminal, one line for every tenth. */
const TENTHS = 10;

/** A bar on a terminal, plain lines elsewhere. */
export function showProgress(total: number, output: NodeJS.WriteStream): Progress {
  return output.isTTY ? bar(total, output) : lines(total, output);
}

function bar(total: number, output: NodeJS.WriteStream): Progress {
  const shown = new SingleBar({ format: FORMAT, stream: output, hideCursor: true }, Presets.rect);
  const startedMs = performance.now();
  shown.start(total, 0, { rate: '0' });
  return {
    update: (gifts) => shown.update(gifts, { rate: rateOf(gifts, startedMs) }),
    stop: () => shown.stop(),
  };
}

function lines(total: number, output: NodeJS.WriteStream): Progress {
  const startedMs = performance.now();
  let shown = 0;
  return {
    update: (gifts) => {
      const tenth = Math.floor((TENTHS * gifts) / total);
      if (tenth === shown) return;
      shown = tenth;
      output.write(
        `  ${tenth * TENTHS}%  ${gifts}/${total} gifts  ${rateOf(gifts, startedMs)}/s\n`,
      );
    },
    stop: () => undefined,
  };
}

const rateOf = (gifts: number, startedMs: number): string =>
  ((1_000 * gifts) / Math.max(1, performance.now() - startedMs)).toFixed(0);
