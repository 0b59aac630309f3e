/** How a payout ended at the provider, as far as it knows. */
export type ProviderOutcome =
  | {
      readonly state: 'paid';
      /** The provider's own name for the payment. */
      readonly reference: string;
      /** RFC 3339 UTC: until then the money may still come back. Absent: it cannot. */
      readonly returnableUntil?: string;
    }
  | {
      readonly state: 'failed';
      /** The provider's word for it; nothing personal. */
      readonly reason: string;
    }
  | {
      /** Paid, and the money came back. */
      readonly state: 'returned';
      readonly reference: string;
    };

/** What the provider says about one of our ids. */
export type ProviderAnswer =
  | ProviderOutcome
  /** It has it and has not decided. */
  | { readonly state: 'pending' }
  /** It never got it, or got it so long ago that it does not remember. */
  | { readonly state: 'unknown' };
