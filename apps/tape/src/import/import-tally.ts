import type { PurchaseResult } from '../api-types';
import { grouped, table } from '../table';
import type { LineFault } from './purchase-columns';

const MOST_LISTED = 50;

interface Problem {
  readonly line: number;
  readonly text: string;
}

/** Counts what became of the lines, and lists the first problems. */
export class ImportTally {
  readonly counts = { accepted: 0, duplicate: 0, held: 0, parked: 0, rejected: 0, bad: 0 };
  /** Lines without a fault that were not sent, since nothing was to be. */
  checked = 0;
  readonly #problems: Problem[] = [];
  #problemCount = 0;

  /** Lines that were sent. */
  get sent(): number {
    const { accepted, duplicate, held, parked, rejected } = this.counts;
    return accepted + duplicate + held + parked + rejected;
  }

  get lines(): number {
    return this.sent + this.checked + this.counts.bad;
  }

  /** Whether every line was taken, or had been before. A held purchase is taken. */
  get isClean(): boolean {
    return this.counts.rejected === 0 && this.counts.bad === 0;
  }

  bad(line: number, faults: readonly LineFault[]): void {
    this.counts.bad += 1;
    for (const { column, reason } of faults) {
      this.#problem(line, column === undefined ? `: ${reason}` : `, ${column}: ${reason}`);
    }
  }

  took(line: number, { code, errors, status }: PurchaseResult): void {
    this.counts[status] += 1;
    if (status !== 'held' && status !== 'rejected') return;
    const details = (errors ?? []).map(({ field, reason }) => `${field} ${reason}`);
    const detail = details.length === 0 ? '' : `: ${details.join('; ')}`;
    this.#problem(line, `: ${status} ${code}${detail}`);
  }

  /** The summary, and below it what is worth a look. */
  summary(name: string): string {
    const { accepted, bad, duplicate, held, rejected } = this.counts;
    const rows: [string, number][] =
      this.checked > 0
        ? [['without a fault', this.checked]]
        : [
            ['accepted', accepted],
            ['duplicate', duplicate],
            ['held', held],
            ['rejected', rejected],
          ];
    const shown = table(
      [name, 'lines'],
      [...rows, ['bad lines', bad] as const].map(([what, count]) => [what, grouped(count)]),
    );
    const listed = [...this.#problems].sort((a, b) => a.line - b.line).map(({ text }) => text);
    const more = this.#problemCount - listed.length;
    const rest = more > 0 ? [`and ${grouped(more)} more`] : [];
    return [shown, ...(listed.length > 0 ? [''] : []), ...listed, ...rest].join('\n');
  }

  #problem(line: number, text: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MOST_LISTED) {
      this.#problems.push({ line, text: `line ${line}${text}` });
    }
  }
}
