import type { FeedMessages } from '@gifting/contracts';
import { parseMoney, readMicrodiamonds } from '@gifting/kernel';
import type { EarningsCommand } from '../domain/earnings.decider';

/** A creator asks for a payout. */
export const reserveDiamonds = (payout: FeedMessages['PayoutRequested']): EarningsCommand => ({
  kind: 'reserve',
  creatorId: payout.creatorId,
  payoutId: payout.payoutId,
  ...(payout.microdiamonds === undefined
    ? {}
    : { microdiamonds: readMicrodiamonds(payout.microdiamonds) }),
  minimum: parseMoney(payout.minimum),
  providerFee: parseMoney(payout.providerFee),
  providerFeeBearer: payout.providerFeeBearer,
});

/** The provider has paid. */
export const redeemDiamonds = ({ payoutId }: FeedMessages['PayoutPaid']): EarningsCommand => ({
  kind: 'redeem',
  payoutId,
});

/** The payout came to nothing before any money moved. */
export const releaseDiamonds = ({ payoutId }: FeedMessages['PayoutFailed']): EarningsCommand => ({
  kind: 'restore',
  payoutId,
  from: 'reserved',
});

/** The money came back. */
export const returnDiamonds = ({ payoutId }: FeedMessages['PayoutReturned']): EarningsCommand => ({
  kind: 'restore',
  payoutId,
  from: 'redeemed',
});
