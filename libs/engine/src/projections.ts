import type { EventStore } from '@gifting/event-store';
import { type IndexedRow, type RangeRead, type ReadStore } from '@gifting/read-store';
import { type Projection } from './projection';
import { Projector } from './projector';
import { type JsonObject, type Position, refuse, type Refusal } from '@gifting/kernel';

/** How long a read waits until the projection includes what the caller has seen. */
const MIN_POSITION_WAIT_MS = 2_000;

/** One projection at one moment. Everything up to `position` is in its rows; they may be newer. */
export interface ProjectionView {
  readonly position: Position;
  get<Row extends JsonObject>(key: string): Promise<Row | undefined>;
  range(read: RangeRead): Promise<readonly IndexedRow[]>;
}

/** The projections of a service, each kept up to date by a projector of its own. */
export class Projections {
  readonly #projectors: ReadonlyMap<string, Projector>;

  constructor(
    private readonly eventStore: EventStore,
    private readonly readStore: ReadStore,
    projections: readonly Projection[],
    onTrouble: (projection: string, error: unknown) => void,
  ) {
    this.#projectors = new Map(
      projections.map((projection) => [
        projection.name,
        new Projector({
          projection,
          store: readStore,
          source: this.eventStore,
          onTrouble: (error) => onTrouble(projection.name, error),
        }),
      ]),
    );
  }

  async start(): Promise<void> {
    const head = await this.eventStore.head();
    for (const projector of this.#projectors.values()) projector.start(head);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#projectors.values()].map((projector) => projector.stop()));
  }

  /** Resolves when each has reached the end that the store had at the start. */
  async caughtUp(): Promise<void> {
    await Promise.all([...this.#projectors.values()].map(({ caughtUp }) => caughtUp));
  }

  /** By name, for metrics. */
  positions(): ReadonlyMap<string, Position> {
    return new Map([...this.#projectors].map(([name, { position }]) => [name, position]));
  }

  /**
   * The projection, once it includes everything up to `minPosition`; refused with
   * `projection-behind` when that takes more than two seconds.
   */
  async at(
    { name }: Pick<Projection, 'name'>,
    minPosition: Position | undefined,
  ): Promise<ProjectionView | Refusal> {
    const projector = this.#projectors.get(name);
    if (projector === undefined) throw new Error(`no projection ${name} runs here`);
    if (
      minPosition !== undefined &&
      !(await projector.waitFor(minPosition, MIN_POSITION_WAIT_MS))
    ) {
      return refuse('projection-behind', `the projection is at position ${projector.position}`);
    }
    const { readStore } = this;
    return {
      position: projector.position,
      get: async <Row extends JsonObject>(key: string) => {
        const [row] = await readStore.get(name, [key]);
        return row as Row | undefined;
      },
      range: (read) => readStore.range(name, read),
    };
  }
}
