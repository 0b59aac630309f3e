/** The services that exchange messages; each consumes one feed and writes its streams alone. */
export const SERVICE_NAMES = ['wallet', 'gift', 'creator-earnings', 'payout'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The one topic that a service consumes. The key of a message is the name of its target stream. */
export const feedOf = (service: ServiceName) => `gifting.${service}-feed.v1` as const;

/** Fixed for ever: more partitions would be a new version of every feed. */
export const FEED_PARTITIONS = 8;

/** What upstream apps send; the key and the subject are the purchaseId. */
export const UPSTREAM_PURCHASES = 'upstream.purchases.v1';

/** Topics for other programs. Our own services never read them. */
export const PUBLIC_TOPICS = {
  coinsPurchased: 'gifting.coins-purchased.v1',
  giftSent: 'gifting.gift-sent.v1',
  diamondsCredited: 'gifting.diamonds-credited.v1',
  payoutRequested: 'gifting.payout-requested.v1',
  payoutSettled: 'gifting.payout-settled.v1',
  refundApproved: 'gifting.refund-approved.v1',
} as const;
export const PUBLIC_PARTITIONS = 8;

/** What can never be handled, with its original topic, key, bytes and reason. */
export const DEAD_LETTER = 'gifting.dead-letter.v1';
