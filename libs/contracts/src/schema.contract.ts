import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import type { Brand, Json, JsonObject } from '@gifting/kernel';
import type { Schema } from '@gifting/kernel/schema';

/** A message as it reads in JSON, where nothing tells coins from diamonds. */
export type Plain<T> =
  T extends Brand<string, string>
    ? string
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? { readonly [Member in keyof T]: Plain<T[Member]> }
        : T;

type RequiredMember<T> = {
  [Member in keyof T]-?: object extends Pick<T, Member> ? never : Member;
}[keyof T];

/** Typed examples of one message: the compiler compares them with the type, these tests with the schema. */
export interface Examples<Message> {
  /** What the golden file says. */
  readonly golden: Plain<Message>;
  /** Nothing but what the type requires. */
  readonly minimal: Plain<Pick<Message, RequiredMember<Message>>>;
  /** Where golden and minimal together do not show every member. */
  readonly others?: readonly Plain<Message>[];
}

const FOLDER = join(__dirname, '..');
const SUFFIX = '.v1.schema.json';

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'));

/** The names of all schemas of a kind, such as `coins-purchased`. */
export const schemaNames = (kind: 'public' | 'feed' | 'upstream'): readonly string[] =>
  readdirSync(join(FOLDER, 'schemas', kind)).map((file) => file.replace(SUFFIX, ''));

/** The name of the schema of a type: `CoinsPurchased` is `coins-purchased`. */
export const schemaNameOf = (type: string): string =>
  type.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** The declared schema, and the file that is published of it: they never disagree. */
function compile(name: string, declared: Schema) {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  ajv.addVocabulary(['x-type', 'x-from', 'x-to', 'x-key']);
  ajv.addSchema(readJson('schemas/definitions.schema.json') as object, 'definitions.schema.json');
  const schema = readJson(`schemas/${name}${SUFFIX}`) as {
    readonly properties: JsonObject;
    readonly required: readonly string[];
  };
  // The key is the path below `schemas`, from which references to the definitions start.
  const published = ajv.addSchema(schema, `${name}${SUFFIX}`).getSchema(`${name}${SUFFIX}`);
  if (published === undefined) throw new Error(`no schema ${name}`);
  const validate = ajv.compile(declared);
  const accepts = (data: unknown): boolean => {
    const verdict = validate(data);
    expect([data, published(data)]).toEqual([data, verdict]);
    return verdict;
  };
  return { schema, accepts };
}

/** Every value within a value, with a copy in which that value alone is another one. */
function* eachChange(
  value: Json,
  change: (value: Json) => Json | undefined,
  path = '',
): Iterable<{ readonly path: string; readonly changed: Json }> {
  const own = change(value);
  if (own !== undefined) yield { path: path || 'the message', changed: own };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value as Record<string, Json>)) {
    for (const inner of eachChange(member, change, path ? `${path}.${name}` : name)) {
      const changed: Json = Array.isArray(value)
        ? value.map((item: Json, index) => (String(index) === name ? inner.changed : item))
        : { ...(value as JsonObject), [name]: inner.changed };
      yield { path: inner.path, changed };
    }
  }
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAmount = (value: Json): value is string =>
  typeof value === 'string' && /^[0-9.]+$/.test(value);

/** A schema accepts exactly what its type allows, and the golden file for ever. */
export function describeSchema<Message>(
  name: string,
  declared: Schema,
  examples: Examples<Message>,
): void {
  describe(name, () => {
    const { schema, accepts } = compile(name, declared);
    const golden = examples.golden as Json;
    const minimal = examples.minimal as JsonObject;
    const all = [golden, minimal, ...((examples.others ?? []) as readonly Json[])];

    it('has a golden file that reads as the typed example', () => {
      expect(readJson(`golden/${name}.v1.json`)).toStrictEqual(golden);
    });

    it.each(all.map((example, index) => [index, example]))('accepts example %i', (_, example) => {
      expect(accepts(example)).toBe(true);
    });

    it('knows no member beyond those of the type', () => {
      const shown = new Set(all.flatMap((example) => Object.keys(example as object)));
      expect(Object.keys(schema.properties).sort()).toEqual([...shown].sort());
    });

    it('requires exactly the members that the type requires', () => {
      expect([...schema.required].sort()).toEqual(Object.keys(minimal).sort());
      for (const member of Object.keys(minimal)) {
        const { [member]: _, ...rest } = minimal;
        expect([member, accepts(rest)]).toEqual([member, false]);
      }
    });

    it.each<[string, (value: Json) => Json | undefined]>([
      ['an unknown member', (value) => (isObject(value) ? { ...value, surprise: 'x' } : undefined)],
      ['a number for a text', (value) => (typeof value === 'string' ? 833 : undefined)],
      ['a text for a number', (value) => (typeof value === 'number' ? String(value) : undefined)],
      ['a fraction', (value) => (typeof value === 'number' ? value + 0.5 : undefined)],
      ['null', () => null],
      ['an amount below zero', (value) => (isAmount(value) ? `-${value}` : undefined)],
    ])('refuses %s, wherever it stands', (_, change) => {
      for (const { path, changed } of eachChange(golden, change)) {
        expect([path, accepts(changed)]).toEqual([path, false]);
      }
    });
  });
}
