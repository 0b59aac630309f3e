import { AmountError } from '@gifting/kernel';
import { isCurrency, type MoneyText } from '@gifting/kernel/money';

/** What is wrong with one member of a content, for the person who wrote it. */
export interface FieldFault {
  /** The path of the member, such as `catalogue[2].coins`; empty for the content itself. */
  readonly field: string;
  readonly reason: string;
}

/** Names every fault of a value that somebody handed in. Never throws. */
export type Check = (value: unknown, field: string) => readonly FieldFault[];

const NO_FAULTS: readonly FieldFault[] = [];

export const fault = (field: string, reason: string): readonly FieldFault[] => [{ field, reason }];

/** One fault with this reason unless the value is accepted. */
export const accept =
  (accepts: (value: unknown) => boolean, reason: string): Check =>
  (value, field) =>
    accepts(value) ? NO_FAULTS : fault(field, reason);

export const oneOf = (texts: readonly string[]): Check =>
  accept(
    (value) => typeof value === 'string' && texts.includes(value),
    `must be ${texts.map((text) => `"${text}"`).join(' or ')}`,
  );

/** The shape, and a rule that is asked only where the shape is right and so makes the value a `T`. */
export const andThen =
  <T>(shape: Check, rule: (value: T, field: string) => readonly FieldFault[]): Check =>
  (value, field) => {
    const faults = shape(value, field);
    return faults.length > 0 ? faults : rule(value as T, field);
  };

type Checks = Readonly<Record<string, Check>>;

/** An object of exactly these members. An absent member and `null` differ. */
export const members =
  (required: Checks, optional: Checks = {}): Check =>
  (value, field) => {
    if (!isObject(value)) return fault(field, 'must be an object');
    const at = (name: string): string => (field === '' ? name : `${field}.${name}`);
    const missing = Object.keys(required).filter((name) => !Object.hasOwn(value, name));
    return [
      ...missing.flatMap((name) => fault(at(name), 'is missing')),
      ...Object.entries(value).flatMap(([name, member]) => {
        const check = own(required, name) ?? own(optional, name);
        return check === undefined ? fault(at(name), 'is not known') : check(member, at(name));
      }),
    ];
  };

export interface ListRules<Item> {
  readonly notEmpty?: boolean;
  /** What no two items may share. */
  readonly keyOf?: (item: Item) => string;
  /** The member that holds the key, to name it in a fault. */
  readonly keyMember?: string;
}

export const listOf =
  <Item>(item: Check, { notEmpty = false, keyOf, keyMember }: ListRules<Item> = {}): Check =>
  (value, field) => {
    if (!Array.isArray(value)) return fault(field, 'must be a list');
    if (notEmpty && value.length === 0) return fault(field, 'must not be empty');
    const keys = new Set<string>();
    const distinct = (entry: Item, at: string): readonly FieldFault[] => {
      const key = keyOf?.(entry);
      if (key === undefined) return NO_FAULTS;
      if (keys.has(key)) {
        return fault(keyMember === undefined ? at : `${at}.${keyMember}`, 'repeats an earlier one');
      }
      keys.add(key);
      return NO_FAULTS;
    };
    const check = andThen(item, distinct);
    return value.flatMap((entry, index) => check(entry, `${field}[${index}]`));
  };

export interface Bounds {
  readonly least?: bigint;
  readonly most?: bigint;
  /** Why an amount outside is refused. */
  readonly reason: string;
}

export const POSITIVE: Bounds = { least: 1n, reason: 'must be more than zero' };

/** An amount in a string, as a parser reads it that throws `AmountError`. */
export const amount =
  (parse: (text: string) => bigint, bounds?: Bounds): Check =>
  (value, field) => {
    if (typeof value !== 'string') return fault(field, 'must be a string');
    try {
      const units = parse(value);
      return bounds === undefined || isWithin(units, bounds)
        ? NO_FAULTS
        : fault(field, bounds.reason);
    } catch (error) {
      if (error instanceof AmountError) return fault(field, error.message);
      throw error;
    }
  };

const isWithin = (units: bigint, { least = units, most = units }: Bounds): boolean =>
  units >= least && units <= most;

/** Money as `parseMoney` reads it or, where it may be finer than minor units, `parseRate`. */
export const money = (
  parse: (text: MoneyText) => { readonly micros: bigint },
  bounds?: Bounds,
): Check =>
  andThen<MoneyText>(
    members({
      currency: accept(isCurrency, 'must be a code of ISO 4217'),
      value: accept((value) => typeof value === 'string', 'must be a string'),
    }),
    ({ currency, value }, field) =>
      amount((text) => parse({ currency, value: text }).micros, bounds)(value, `${field}.value`),
  );

/** A name such as `constructor` must not find what every object inherits. */
const own = (checks: Checks, name: string): Check | undefined =>
  Object.hasOwn(checks, name) ? checks[name] : undefined;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
