import type { Random } from './random';
import type { TapeOptions } from './tape-options';
import { type WeightedDraw, zipf } from './weighted-draw';

export interface Viewer {
  readonly viewerId: string;
  readonly region: string;
}

const REGIONS = ['US', 'US-CA', 'GB', 'DE', 'JP', 'BR'];

/** Some viewers give far more often than others, but none as much more as creators are popular. */
const GENEROSITY_EXPONENT = 0.6;

/** Everybody of the evening. The first creator is the most popular one; creators also watch. */
export class Cast {
  readonly creators: readonly string[];
  readonly viewers: readonly Viewer[];
  readonly #byPopularity: WeightedDraw<string>;
  readonly #byGenerosity: WeightedDraw<Viewer>;

  constructor(options: TapeOptions, tapeId: string) {
    const { creators, viewers, zipfExponent } = options;
    this.creators = ids('creator', creators, tapeId);
    this.viewers = [...ids('viewer', viewers, tapeId), ...this.creators].map((viewerId, index) => ({
      viewerId,
      region: REGIONS[index % REGIONS.length] as string,
    }));
    this.#byPopularity = zipf(this.creators, zipfExponent);
    this.#byGenerosity = zipf(this.viewers, GENEROSITY_EXPONENT);
  }

  drawCreator(random: Random): string {
    return this.#byPopularity.draw(random);
  }

  drawViewer(random: Random): Viewer {
    return this.#byGenerosity.draw(random);
  }

  /** Somebody who watches this creator: nobody sends gifts to themselves. */
  drawViewerOf(creatorId: string, random: Random): Viewer {
    for (;;) {
      const viewer = this.drawViewer(random);
      if (viewer.viewerId !== creatorId) return viewer;
    }
  }
}

const ids = (role: string, count: number, tapeId: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(String(count).length, '0');
    return `${role}-${number}.${tapeId}`;
  });
