import { isPosition, type Position } from '@gifting/kernel';
import { ApiQuery } from '@nestjs/swagger';
import { POSITION } from './api-schemas';
import { RefusalError } from '../problem/refusal-error';
import { requestParam } from './request-param';

/** One page of a list, as every list answers. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; null at the end. */
  readonly nextCursor: string | null;
}

/** What `?limit=` and `?cursor=` ask for. */
export interface PageRequest {
  readonly limit: number;
  /** As it came; the handler reads it with its cursor's shape. */
  readonly cursor: string | undefined;
}

type Query = Readonly<Record<string, unknown>>;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const WHOLE = /^[1-9][0-9]{0,2}$/;

/** @throws RefusalError `invalid-limit` unless the text is a whole number from 1 to 500 */
export function parseLimit(text: unknown): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = typeof text === 'string' && WHOLE.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) {
    throw new RefusalError('invalid-limit', `The limit must be from 1 to ${MAX_LIMIT}.`);
  }
  return limit;
}

/** @throws RefusalError `invalid-position` unless the text is a position */
export function parsePosition(text: unknown): Position | undefined {
  if (text === undefined || isPosition(text)) return text;
  throw new RefusalError('invalid-position', 'A position is a string of digits.');
}

/** @throws RefusalError `invalid-limit` or `invalid-cursor` */
export function parsePage({ limit, cursor }: Query): PageRequest {
  if (cursor !== undefined && typeof cursor !== 'string') throw invalidCursor();
  return { limit: parseLimit(limit), cursor };
}

/** The page that `?limit=` and `?cursor=` ask for. */
export const PageQuery = requestParam(
  ({ query }) => parsePage(query as Query),
  ApiQuery({
    name: 'limit',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  }),
  ApiQuery({
    name: 'cursor',
    required: false,
    description: 'The `nextCursor` of the page before.',
    schema: { type: 'string' },
  }),
);

/** The position that `?minPosition=` asks a projection to include. */
export const MinPosition = requestParam(
  ({ query }) => parsePosition((query as Query).minPosition),
  ApiQuery({
    name: 'minPosition',
    required: false,
    description: 'Waits up to two seconds until the answer includes everything up to it.',
    schema: POSITION,
  }),
);

/** Writes and reads the cursors of one list. */
export interface CursorCodec<Place> {
  encode(place: Place): string;
  /** @throws RefusalError `invalid-cursor` unless `encode` could have written the text */
  decode(text: string | undefined): Place | undefined;
}

type Shape<Place> = { readonly [Name in keyof Place]: (value: unknown) => value is Place[Name] };

/**
 * Cursors as base64url of JSON with exactly the members of a shape.
 * They are opaque but not secret: what a cursor says is checked again and grants nothing.
 */
export function cursorOf<Place extends object>(shape: Shape<Place>): CursorCodec<Place> {
  const names = Object.keys(shape) as (keyof Place & string)[];

  const encode = (place: Place): string =>
    Buffer.from(JSON.stringify(names.map((name) => place[name]))).toString('base64url');

  const decode = (text: string | undefined): Place | undefined => {
    if (text === undefined) return undefined;
    const values = valuesOf(text);
    if (values?.length !== names.length) throw invalidCursor();
    const place: Partial<Place> = {};
    names.forEach((name, index) => {
      const value = values[index];
      if (!shape[name](value)) throw invalidCursor();
      place[name] = value;
    });
    const read = place as Place;
    if (encode(read) !== text) throw invalidCursor();
    return read;
  };

  return { encode, decode };
}

const revisionCursor = cursorOf<{ revision: number }>({
  revision: (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
});

/**
 * The revision before which a page of a stream's history begins; absent: at the end.
 * @throws RefusalError `invalid-cursor`
 */
export const historyBefore = (cursor: string | undefined): number | undefined =>
  revisionCursor.decode(cursor)?.revision;

/** A page of a stream's history. @param nextBefore the revision before which the next one begins */
export const historyPage = <Item>(
  items: readonly Item[],
  nextBefore: number | undefined,
): Page<Item> => ({
  items,
  nextCursor: nextBefore === undefined ? null : revisionCursor.encode({ revision: nextBefore }),
});

/** The place of a row in an index. */
interface IndexPlace {
  readonly order: string;
  readonly key: string;
}

/** Writes and reads the cursors of lists that are an index of a projection. */
export const indexCursorOf = (
  isKey: (value: unknown) => value is string,
): CursorCodec<IndexPlace> =>
  cursorOf<IndexPlace>({
    order: (value): value is string => typeof value === 'string' && /^\d{20}$/.test(value),
    key: isKey,
  });

/**
 * A page of an index.
 * @param found the rows from the cursor on, one more than the limit where there is a next page
 */
export function indexPage<Found extends IndexPlace, Item>(
  found: readonly Found[],
  limit: number,
  cursors: CursorCodec<IndexPlace>,
  itemOf: (found: Found) => Item,
): Page<Item> {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  const nextCursor =
    last === undefined ? null : cursors.encode({ order: last.order, key: last.key });
  return { items: shown.map(itemOf), nextCursor };
}

function valuesOf(text: string): readonly unknown[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(values) ? values : undefined;
  } catch {
    return undefined;
  }
}

const invalidCursor = (): RefusalError =>
  new RefusalError('invalid-cursor', 'The cursor is none that a list of this kind gave out.');
