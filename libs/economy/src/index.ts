export { type RateBucket, cashOut, withdrawable } from './cash-out';
export { displayPrice, findGift, priceOf } from './catalogue';
export { convertToMicrodiamonds, grossRateOf, netRateOf } from './conversion';
export { isAutoApproved, providerFeeOf, settleProviderFee } from './payout-terms';
export { type Bundle, type CatalogueGift, type Policy, parsePolicy } from './policy';
export {
  CHANNELS,
  type Channel,
  type FeeBearer,
  PAYOUT_METHODS,
  type PayoutMethod,
  type PolicyContent,
  isRegion,
} from './policy.content';
export {
  type ActivateFirst,
  type PolicyActivated,
  type PolicyState,
  policyDecider,
} from './policy.decider';
export { PRESETS, PRESET_NAMES, type PresetName } from './presets/presets';
export { offeredBundles, pricePurchase } from './pricing';
export { printDiamondRate, readDiamondRate } from './rates';
