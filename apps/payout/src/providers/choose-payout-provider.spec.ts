import { ConfigError } from '@gifting/service';
import { ManualClock } from '@gifting/engine';
import { choosePayoutProvider } from './choose-payout-provider';

const choose = (env: Record<string, string>) => choosePayoutProvider(env, new ManualClock(0))?.name;

describe('the payout provider', () => {
  it('is the sandbox by default, but not in production', () => {
    expect(choose({})).toBe('sandbox');
    expect(choose({ NODE_ENV: 'production' })).toBeUndefined();
  });

  it('is what the environment says', () => {
    expect(choose({ GIFTING_PAYOUT_PROVIDER: 'none' })).toBeUndefined();
    expect(choose({ NODE_ENV: 'production', GIFTING_PAYOUT_PROVIDER: 'sandbox' })).toBe('sandbox');
  });

  it('is never guessed', () => {
    expect(() => choose({ GIFTING_PAYOUT_PROVIDER: 'sandbx' })).toThrow(ConfigError);
  });
});
