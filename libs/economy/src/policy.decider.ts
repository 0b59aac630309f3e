import { type Decider, type DomainEvent, UnknownEvent } from '@gifting/kernel';
import type { PolicyContent } from './policy.content';

/** A version of the economy's rules, active from the time at which it is recorded. */
export type PolicyActivated = DomainEvent<
  'PolicyActivated',
  {
    readonly content: PolicyContent;
    readonly name: string;
    /** Lower-case hexadecimal SHA-256 of the RFC 8785 form of `content`. */
    readonly sha256: string;
    /** From 1; also the price version of the catalogue. */
    readonly version: number;
  }
>;

/** Activates a policy where none ever was; afterwards the stream rules. */
export interface ActivateFirst {
  readonly kind: 'activate-first';
  readonly content: PolicyContent;
  readonly sha256: string;
}

/** The version that is active; none before the first one. */
export type PolicyState = PolicyActivated['data'] | undefined;

/** The versions of one economy's rules. */
export const policyDecider: Decider<ActivateFirst, PolicyActivated, PolicyState> = {
  initial: undefined,

  decide({ content, sha256 }, state) {
    if (state !== undefined) return [];
    const data = { content, name: content.name, sha256, version: 1 };
    return [{ type: 'PolicyActivated', schemaVersion: 1, data }];
  },

  evolve(_, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    return event.data;
  },
};
