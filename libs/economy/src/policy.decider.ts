import { type Decider, UnknownEvent } from '@gifting/kernel';
import type { PolicyContent } from './policy.content';
import { PolicyActivated } from './policy.events';

/** Activates a policy where none ever was; afterwards the stream rules. */
export interface ActivateFirst {
  readonly kind: 'activate-first';
  readonly content: PolicyContent;
  /** Lower-case hexadecimal SHA-256 of the RFC 8785 form of `content`. */
  readonly sha256: string;
}

/** The version that is active; none before the first one. */
export type PolicyState = PolicyActivated['data'] | undefined;

/** The versions of one economy's rules. */
export const policyDecider: Decider<ActivateFirst, PolicyActivated, PolicyState> = {
  initial: undefined,

  decide({ content, sha256 }, state) {
    return state === undefined
      ? [PolicyActivated.of({ content, name: content.name, sha256, version: 1 })]
      : [];
  },

  evolve(_, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    return event.data;
  },
};
