import { printCoins } from '@gifting/kernel/coins';
import type { Cast } from './cast';
import type { Random } from './random';
import type { ReadStep } from './steps';
import type { TapeFacts } from './tape-facts';

const VIEWER_PAGES = ['wallet', 'wallet', 'lots', 'transactions?limit=20'];
const CREATOR_PAGES = ['earnings', 'gifts?limit=20', 'supporters?window=day&limit=10'];

/** Somebody opens a page of their own. */
export function readOf(cast: Cast, facts: TapeFacts, random: Random): ReadStep {
  if (random.chance(0.5)) {
    const subject = cast.drawCreator(random);
    const path = `/v1/creators/${subject}/${random.pick(CREATOR_PAGES)}`;
    return { kind: 'read', role: 'creator', subject, path };
  }
  const { viewerId: subject } = cast.drawViewer(random);
  const page = random.pick(VIEWER_PAGES);
  return {
    kind: 'read',
    role: 'viewer',
    subject,
    path: `/v1/viewers/${subject}/${page}`,
    ...(page === 'wallet' ? { coins: printCoins(facts.balanceOf(subject)) } : {}),
  };
}
