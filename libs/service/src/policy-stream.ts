import {
  type ActivateFirst,
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

const policyKind: StreamKind<ActivateFirst, PolicyActivated, PolicyState> = {
  category: 'policy',
  decider: policyDecider,
  commandOf(message) {
    throw new UnknownMessage(message);
  },
};

/**
 * Activates a preset where no policy was ever active; afterwards the stream rules.
 * Answers with the name of the policy that rules, durably.
 */
export async function activateFirstPolicy(
  handler: CommandHandler,
  preset: PolicyContent,
): Promise<string> {
  const canonical = canonicalJson(preset);
  const content = JSON.parse(canonical) as PolicyContent;
  const [outcome] = await handler.handle([
    {
      kind: policyKind,
      stream: POLICY_STREAM,
      asked: {},
      command: () => ({ kind: 'activate-first', content, sha256: sha256(canonical) }),
    },
  ]);
  await handler.durable();
  return streamAfter(outcome).state?.name ?? preset.name;
}
