import type { JsonObject, Refusal, RefusalCode } from '@gifting/kernel';

/** What is wrong with one member of the input, such as `items[3].quantity`. */
export type FieldFault = { readonly field: string; readonly reason: string };

export interface RefusalDetails {
  readonly errors?: readonly FieldFault[];
  /** Further members of the problem, such as the `giftTxId` of a recorded refusal. */
  readonly members?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A refusal on its way to the edge, where its code becomes an HTTP status and a problem body.
 * The detail is one sentence for a person; it reaches the client and holds no personal data.
 */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';

  constructor(
    readonly code: RefusalCode,
    detail: string,
    readonly more: RefusalDetails = {},
  ) {
    super(detail);
  }

  /** A refusal that a decider answered with. */
  static of(refusal: Refusal, members?: JsonObject): RefusalError {
    return new RefusalError(refusal.refused, refusal.detail, members ? { members } : {});
  }
}

/** One text for what never was and for what belongs to somebody else, so that nobody can tell them apart. */
export const notFound = (): RefusalError =>
  new RefusalError('not-found', 'There is nothing here that you can see.');

/** What was asked for, where it was not refused. @throws RefusalError */
export function unrefused<T extends object>(answer: T | Refusal): T {
  if ('refused' in answer) throw RefusalError.of(answer);
  return answer;
}
