/** The member at a path of a foreign JSON body; undefined where the path ends early. */
export function memberAt(body: unknown, ...path: readonly (string | number)[]): unknown {
  let member = body;
  for (const key of path) {
    if (typeof member !== 'object' || member === null || !Object.hasOwn(member, key)) {
      return undefined;
    }
    member = (member as Record<string | number, unknown>)[key];
  }
  return member;
}

/** The text at a path; undefined where there is none, or something else. */
export function textAt(body: unknown, ...path: readonly (string | number)[]): string | undefined {
  const member = memberAt(body, ...path);
  return typeof member === 'string' && member !== '' ? member : undefined;
}

/** The list at a path; empty where there is none. */
export function listAt(body: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const member = memberAt(body, ...path);
  return Array.isArray(member) ? (member as readonly unknown[]) : [];
}
