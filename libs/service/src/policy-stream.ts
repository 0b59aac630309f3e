import {
  type ActivatePolicy,
  type PolicyActivated,
  type PolicyContent,
  policyDecider,
  type PolicyState,
} from '@gifting/economy';
import { type CommandHandler, streamAfter, type StreamKind, UnknownMessage } from '@gifting/engine';
import { sha256 } from '@gifting/event-store';
import { canonicalJson } from '@gifting/kernel';

/** The one stream of economy rules. The gift service writes it, every service reads it. */
export const POLICY_STREAM = 'policy-economy';

/** `policy-economy`: the first start or an operator activates a version. */
export const policyKind: StreamKind<ActivatePolicy, PolicyActivated, PolicyState> = {
  category: 'policy',
  decider: policyDecider,
  commandOf(message) {
    if (message.type !== 'OperationRequested') throw new UnknownMessage(message);
    const { action, policy } = message.data;
    if (action !== 'activate' || policy === undefined) throw new UnknownMessage(message);
    // Its content was validated before the operation was recorded.
    return activationOf('activate', policy as PolicyContent);
  },
};

/** Content in canonical form, with the hash that names it. */
function activationOf(kind: ActivatePolicy['kind'], policy: PolicyContent): ActivatePolicy {
  const canonical = canonicalJson(policy);
  return { kind, content: JSON.parse(canonical) as PolicyContent, sha256: sha256(canonical) };
}

/**
 * Activates a preset where no policy was ever active; afterwards the stream rules.
 * Answers with the name of the policy that rules, durably.
 */
export async function activateFirstPolicy(
  handler: CommandHandler,
  preset: PolicyContent,
): Promise<string> {
  const [outcome] = await handler.handle([
    {
      kind: policyKind,
      stream: POLICY_STREAM,
      asked: {},
      command: () => activationOf('activate-first', preset),
    },
  ]);
  await handler.durable();
  return streamAfter(outcome).state?.name ?? preset.name;
}
