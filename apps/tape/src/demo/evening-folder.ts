import { existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first line of the mark. Below it stand the ids of the tapes that were played here. */
const MARK_TEXT = 'Made by the demo, which empties this folder before the next evening.\n';
const OVER = 'over';

/** The folder in which an evening is played. Only one that the demo made is ever emptied by it. */
export class EveningFolder {
  readonly #mark: string;

  constructor(readonly path: string) {
    this.#mark = join(path, 'demo');
  }

  /**
   * Makes it, or takes it as it is: to go on with an evening, or since somebody else made it. One that
   * the demo made is emptied when its evening is over.
   * @param keep goes on even there
   * @returns whether it is empty
   */
  async open(keep: boolean): Promise<boolean> {
    if (!keep && (await this.#lines()).includes(OVER)) await rm(this.path, { recursive: true });
    if (existsSync(this.path) && readdirSync(this.path).length > 0) return false;
    await mkdir(this.path, { recursive: true });
    await writeFile(this.#mark, MARK_TEXT);
    return true;
  }

  /** Notes that a tape is played here; answers whether no other ever was. */
  async isOnlyFor(tapeId: string): Promise<boolean> {
    if (!existsSync(this.#mark)) return false;
    const lines = await this.#lines();
    if (!lines.includes(tapeId)) await appendFile(this.#mark, `${tapeId}\n`);
    return lines.every((line) => line === tapeId || line === OVER);
  }

  /** Notes that the evening was played to its end. */
  async close(): Promise<void> {
    if (existsSync(this.#mark)) await appendFile(this.#mark, `${OVER}\n`);
  }

  async #lines(): Promise<readonly string[]> {
    if (!existsSync(this.#mark)) return [];
    const text = await readFile(this.#mark, 'utf8');
    return text.slice(MARK_TEXT.length).split('\n').filter(Boolean);
  }
}
