import type { Json } from './json';

/**
 * The RFC 8785 (JCS) form of a value: members in UTF-16 order, no white space.
 *
 * Values built in that order already, as all events are, are only checked and not copied.
 * Numbers must be integers that a double holds exactly, for amounts are strings.
 * @throws RangeError for any other number, and for members that the engine would order as indexes
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(isCanonical(value) ? value : sorted(value));
}

function isCanonical(value: Json | undefined): boolean {
  if (typeof value === 'number') return assertInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (isArray(value)) return value.every(isCanonical);
  let previous = '';
  for (const name in value) {
    if (name < previous || !isCanonical(value[name])) return false;
    previous = name;
  }
  return true;
}

function sorted(value: Json): Json {
  if (typeof value === 'number') assertInteger(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map(sorted);
  const names = Object.keys(value).sort();
  // An index-like name would be moved to the front by the engine, whatever the order of insertion.
  if (names.some((name) => /^\d+$/.test(name))) throw new RangeError('a member name is a number');
  const members: [string, Json][] = [];
  for (const name of names) {
    const member = value[name];
    if (member !== undefined) members.push([name, sorted(member)]);
  }
  // Not by assignment: a member named __proto__ would become the prototype and vanish.
  return Object.fromEntries(members);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function assertInteger(value: number): true {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an exact integer`);
  return true;
}
