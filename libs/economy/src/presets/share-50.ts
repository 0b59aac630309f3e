import type { PolicyContent } from '../policy.content';
import { usd } from './content';
import { seed } from './seed';

/**
 * Creator and platform share what viewers paid by halves: a diamond stands for two coins at their
 * full price of $0.024, so commission is all that the platform keeps.
 */
export const share50: PolicyContent = {
  ...seed,
  name: 'share-50',
  diamond: { grossValue: usd('0.024'), commissionBps: '5000' },
};
