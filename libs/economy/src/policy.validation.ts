import type { FieldFault } from './field-checks';
import type { PolicyContent } from './policy.content';
import { POLICY_RULES } from './policy.rules';
import { policyShape } from './policy.shape';

/**
 * Every fault of a content that somebody wants to activate: of its shape, of its amounts, and of the
 * rules that keep the economy exact. None means that `parsePolicy` takes it, and nothing ever rounds.
 */
export function validatePolicy(content: unknown): readonly FieldFault[] {
  const faults = policyShape(content, '');
  const askable = POLICY_RULES.filter(({ reads }) => !reads.some((path) => isFaulty(path, faults)));
  return [...faults, ...askable.flatMap((rule) => rule.faults(content as PolicyContent))];
}

/** Whether the member, something in it, or something that should hold it has a fault. */
const isFaulty = (path: string, faults: readonly FieldFault[]): boolean =>
  faults.some(({ field }) => holds(field, path) || holds(path, field));

const holds = (outer: string, inner: string): boolean =>
  outer === '' || inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
