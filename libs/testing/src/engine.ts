/** A real engine that runs. `stop` ends it and clears away its data, unless others started it. */
export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}
