import { anyRecord, type EventOf, eventType, text, wholeNumber } from '@gifting/kernel/schema';
import type { PolicyContent } from './policy.content';

export const PolicyActivated = eventType(
  'PolicyActivated',
  1,
  "A version of the economy's rules is active from here on.",
  {
    content: anyRecord<PolicyContent>('The rules, as `/v1/policies/{version}` shows them.'),
    name: text('The name of the preset, or the one that an operator gave.'),
    sha256: text('SHA-256 of the canonical form of `content`.', { pattern: /^[0-9a-f]{64}$/ }),
    version: wholeNumber('From 1; each version follows the one before.', { minimum: 1 }),
  },
);
export type PolicyActivated = EventOf<typeof PolicyActivated>;
