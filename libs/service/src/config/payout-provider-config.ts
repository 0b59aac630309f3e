import { type Settings } from './settings';

/** An account at PayPal. */
export interface PayPalAccount {
  /** An origin, such as `https://api-m.paypal.com`. */
  readonly baseUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Who pays creators; `none` submits nothing. */
export type PayoutProviderConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'sandbox' }
  | ({ readonly kind: 'paypal' } & PayPalAccount);

/** Reads who pays, and the account there. The live address is no default: nobody pays by accident. */
export function readPayoutProvider(settings: Settings, production: boolean): PayoutProviderConfig {
  const kind = settings.oneOf(
    'GIFTING_PAYOUT_PROVIDER',
    ['none', 'sandbox', 'paypal'],
    // In production the sandbox would call paid what nobody has paid.
    production ? 'none' : 'sandbox',
  );
  return kind === 'paypal' ? { kind, ...readPayPalAccount(settings, production) } : { kind };
}

/** What stands in for a missing address until the faults are reported. */
const NOWHERE = new URL('http://127.0.0.1:1');

function readPayPalAccount(settings: Settings, production: boolean): PayPalAccount {
  const required = (name: string): string => {
    const text = settings.text(name);
    if (text === undefined) {
      settings.refuse(name, 'must be set where GIFTING_PAYOUT_PROVIDER is paypal');
    }
    return text ?? '';
  };
  required('PAYPAL_BASE_URL');
  const baseUrl = settings.serverUrl('PAYPAL_BASE_URL', production);
  // Anything besides the origin would be dropped in silence, and a password would be one in the wrong place.
  if (baseUrl !== undefined && baseUrl.href !== `${baseUrl.origin}/`) {
    settings.refuse('PAYPAL_BASE_URL', 'must be an origin only, such as https://api-m.paypal.com');
  }
  return {
    baseUrl: baseUrl ?? NOWHERE,
    clientId: required('PAYPAL_CLIENT_ID'),
    clientSecret: required('PAYPAL_CLIENT_SECRET'),
  };
}
