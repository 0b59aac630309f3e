import type { Json, JsonObject } from '../json';
import type { Schema } from './vocabulary';

type SharedWith<Data, Facts> = Pick<Data, keyof Data & keyof Facts>;
type RequiredName<Data> = {
  [Name in keyof Data]-?: object extends Pick<Data, Name> ? never : Name;
}[keyof Data];
/** What the data may lack but the facts never do: somebody must decide when it is left out. */
type Undecided<Data, Facts> = Exclude<RequiredName<Facts> & keyof Data, RequiredName<Data>>;

/** What must be said besides the facts, and what may be said to override them. */
type Own<Data, Facts> = Omit<Data, keyof Facts> &
  Partial<Data> & { readonly [Name in Undecided<Data, Facts>]: Data[Name] | undefined };

/** Makes data with exactly the declared members, in canonical order, from facts that may have more. */
export interface Selection<Data, Result = Data> {
  (data: Data): Result;
  /** A member of `own` counts before one of `facts`; where it is `undefined` the member is left out. */
  <Facts extends SharedWith<Data, Facts>>(facts: Facts, own: Own<Data, Facts>): Result;
}

type Values = { readonly [name: string]: Json | undefined };

/** The part of a JSON Schema that says where there are further records. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

/** Cuts a value to its schema. A value that needs no cut is answered as it is. */
type Cut = (value: Json) => Json;

/** The selection of a record's members, at every depth. */
export function selectionOf<Data extends JsonObject>(schema: Schema<Data>): Selection<Data> {
  return new RecordCut(schema as Shape).select as unknown as Selection<Data>;
}

/** Runs several times for every gift: names are sorted once, and what fits already is not copied. */
class RecordCut {
  readonly #names: readonly string[];
  readonly #cuts: readonly (Cut | undefined)[];

  constructor({ properties = {} }: Shape) {
    this.#names = Object.keys(properties).sort();
    this.#cuts = this.#names.map((name) => cutOf(properties[name] ?? {}));
  }

  readonly select = (facts: Values, own?: Values): JsonObject => {
    const selected: Record<string, Json> = {};
    for (let index = 0; index < this.#names.length; index += 1) {
      const name = this.#names[index] as string;
      const value = own !== undefined && name in own ? own[name] : facts[name];
      if (value === undefined) continue;
      const cut = this.#cuts[index];
      selected[name] = cut === undefined ? value : cut(value);
    }
    return selected;
  };

  readonly cut = (value: Json): Json =>
    this.#fits(value as Values) ? value : this.select(value as Values);

  #fits(values: Values): boolean {
    let index = 0;
    for (const name in values) {
      if (name !== this.#names[index]) return false;
      const value = values[name];
      const cut = this.#cuts[index];
      if (value === undefined || (cut !== undefined && cut(value) !== value)) return false;
      index += 1;
    }
    return index === this.#names.length;
  }
}

/** How a value is cut; `undefined` where it has no members that could be too many. */
function cutOf(shape: Shape): Cut | undefined {
  if (shape.properties !== undefined) return new RecordCut(shape).cut;
  const cut = shape.items && cutOf(shape.items);
  if (cut === undefined) return undefined;
  return (value) => {
    const list = value as readonly Json[];
    return list.every((item) => cut(item) === item) ? list : list.map(cut);
  };
}
