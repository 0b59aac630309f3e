import { type Decider, refuse, UnknownEvent } from '@gifting/kernel';
import type { PolicyContent } from './policy.content';
import { PolicyActivated } from './policy.events';

/**
 * Makes a policy the active one. `activate-first` does so only where none ever was, for afterwards the
 * stream rules.
 */
export interface ActivatePolicy {
  readonly kind: 'activate-first' | 'activate';
  readonly content: PolicyContent;
  /** Lower-case hexadecimal SHA-256 of the RFC 8785 form of `content`. */
  readonly sha256: string;
}

/** The version that is active; none before the first one. */
export type PolicyState = PolicyActivated['data'] | undefined;

/** The versions of one economy's rules. */
export const policyDecider: Decider<ActivatePolicy, PolicyActivated, PolicyState> = {
  initial: undefined,

  decide({ content, kind, sha256 }, state) {
    if (state !== undefined && kind === 'activate-first') return [];
    if (state?.sha256 === sha256) {
      return refuse('nothing-to-do', 'this very policy is the active one');
    }
    const version = (state?.version ?? 0) + 1;
    return [PolicyActivated.of({ content, name: content.name, sha256, version })];
  },

  evolve(_, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    return event.data;
  },
};
