import { UnknownEvent } from '@gifting/kernel';
import { given } from '@gifting/testing';
import { type ActivatePolicy, policyDecider } from './policy.decider';
import { PolicyActivated } from './policy.events';
import { PRESETS } from './presets/presets';

const hashOf = (preset: keyof typeof PRESETS) => `sha-of-${preset}`;
const activate = (
  preset: keyof typeof PRESETS,
  kind: ActivatePolicy['kind'] = 'activate',
): ActivatePolicy => ({ kind, content: PRESETS[preset], sha256: hashOf(preset) });
const activated = (preset: keyof typeof PRESETS, version: number) =>
  PolicyActivated.of({ content: PRESETS[preset], name: preset, sha256: hashOf(preset), version });

describe('the policy of an economy', () => {
  it('is activated by the first start, and by no later one', () => {
    const first = activate('seed', 'activate-first');
    given(policyDecider).when(first).then(activated('seed', 1));
    given(policyDecider, activated('share-50', 1)).when(first).thenNothing();
  });

  it('gets a version with every activation, also of rules that were active before', () => {
    const history = [activated('seed', 1), activated('share-50', 2)];
    given(policyDecider, ...history)
      .when(activate('seed'))
      .then(activated('seed', 3));
    given(policyDecider).when(activate('seed')).then(activated('seed', 1));
  });

  it('is not activated again while it is the active one', () => {
    given(policyDecider, activated('seed', 1)).when(activate('seed')).thenRefused('nothing-to-do');
  });

  it('is not guessed at where a version is unknown', () => {
    const newer = { ...activated('seed', 1), schemaVersion: 2 };
    expect(given(policyDecider, newer).state).toThrow(UnknownEvent);
  });
});
