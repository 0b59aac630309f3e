import type { Random } from './random';
import { type WeightedDraw, zipf } from './weighted-draw';

export interface Viewer {
  readonly viewerId: string;
  readonly region: string;
}

export interface CastOptions {
  readonly viewers: number;
  readonly creators: number;
  /** How far the most popular creators stand out; 0: not at all. */
  readonly popularityExponent: number;
  /** How far the most generous viewers stand out; 0: not at all. */
  readonly generosityExponent: number;
  /** Whether creators are viewers too. */
  readonly creatorsWatch: boolean;
}

const REGIONS = ['US', 'US-CA', 'GB', 'DE', 'JP', 'BR'];

/** Everybody on a tape. The first creator is the most popular one, the first viewer the most generous. */
export class Cast {
  readonly creators: readonly string[];
  readonly viewers: readonly Viewer[];
  readonly #byPopularity: WeightedDraw<string>;
  readonly #byGenerosity: WeightedDraw<Viewer>;

  constructor(options: CastOptions, tapeId: string) {
    this.creators = ids('creator', options.creators, tapeId);
    const watching = options.creatorsWatch ? this.creators : [];
    this.viewers = [...ids('viewer', options.viewers, tapeId), ...watching].map(
      (viewerId, index) => ({ viewerId, region: REGIONS[index % REGIONS.length] as string }),
    );
    this.#byPopularity = zipf(this.creators, options.popularityExponent);
    this.#byGenerosity = zipf(this.viewers, options.generosityExponent);
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
