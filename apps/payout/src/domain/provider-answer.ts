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
  /**
   * It does not know our id: it never got it, forgot it, or can only be asked by a reference that we
   * do not have. It may have the payout all the same.
   */
  | { readonly state: 'unknown' };

/** What the provider says when it is handed an order. */
export type SendAnswer =
  | {
      readonly state: 'taken';
      /** The provider's own name for the order, if it can only be asked by that name later. */
      readonly reference?: string;
    }
  /** It refuses the order itself, and would always have refused it. */
  | Extract<ProviderOutcome, { readonly state: 'failed' }>;
