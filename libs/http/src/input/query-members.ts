import { routeOptions } from '../app/route-options';
import { validationRefusal } from './input';

/** The only members that the query of a route may have, each at most once. */
export const QueryMembers = (...names: readonly string[]): MethodDecorator =>
  routeOptions({ queryMembers: names });

/** @throws RefusalError `validation` for a member that is not known, or appears in the query twice */
export function requireKnownQuery(query: unknown, names: readonly string[]): void {
  const faults = Object.entries(query as Readonly<Record<string, unknown>>).flatMap(
    ([field, value]) => {
      if (!names.includes(field)) return [{ field, reason: 'is not known here' }];
      return typeof value === 'string' ? [] : [{ field, reason: 'must be given once' }];
    },
  );
  if (faults.length > 0) throw validationRefusal(faults);
}
