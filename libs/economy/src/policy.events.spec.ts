import { Ajv2020 } from 'ajv/dist/2020';
import { PolicyActivated } from './policy.events';
import { PRESETS } from './presets/presets';

describe('PolicyActivated', () => {
  const { data } = PolicyActivated.of({
    version: 1,
    sha256: 'a'.repeat(64),
    name: 'seed',
    content: PRESETS.seed,
  });
  const accepts = new Ajv2020({ strict: true }).compile(PolicyActivated.schema);

  it('holds the whole content, whatever it is made of', () => {
    expect(data).toStrictEqual({
      content: PRESETS.seed,
      name: 'seed',
      sha256: 'a'.repeat(64),
      version: 1,
    });
    expect(accepts(data)).toBe(true);
  });

  it('is refused without its content, or with a hash that is none', () => {
    expect(accepts({ ...data, content: undefined })).toBe(false);
    expect(accepts({ ...data, sha256: 'none' })).toBe(false);
  });
});
