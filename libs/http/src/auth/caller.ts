import type { ProviderId } from '@gifting/kernel';
import { requestParam } from '../input/request-param';

export const ROLES = ['viewer', 'creator', 'upstream', 'auditor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (text: unknown): text is Role => ROLES.some((role) => role === text);

/** Who a valid token speaks for. */
export interface Caller {
  readonly role: Role;
  readonly sub: string;
  /** The purchase providers that an upstream app stands for; empty for every other role. */
  readonly providers: readonly ProviderId[];
  /** When the token expires, in seconds since 1970. */
  readonly exp: number;
}

/** Hands the caller to a handler. Not for public routes, which have none. */
export const Caller = requestParam(({ caller }): Caller => {
  if (caller === undefined) throw new Error('a public route has no caller');
  return caller;
});
