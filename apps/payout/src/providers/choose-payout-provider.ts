import { type Clock } from '@gifting/engine';
import { ConfigError, type Environment, Settings } from '@gifting/service';
import type { PayoutProvider } from '../payout-provider.port';
import { SandboxPayoutProvider } from './sandbox-payout-provider';

/**
 * The provider that `GIFTING_PAYOUT_PROVIDER` names; the sandbox by default outside production.
 * None by default in production, for the sandbox would call paid what nobody has paid.
 * @throws ConfigError
 */
export function choosePayoutProvider(env: Environment, clock: Clock): PayoutProvider | undefined {
  const settings = new Settings(env);
  const byDefault = env.NODE_ENV === 'production' ? 'none' : 'sandbox';
  const choice = settings.oneOf('GIFTING_PAYOUT_PROVIDER', ['none', 'sandbox'], byDefault);
  if (settings.faults.length > 0) throw new ConfigError(settings.faults);
  return choice === 'sandbox' ? new SandboxPayoutProvider(clock) : undefined;
}
