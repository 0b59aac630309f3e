import { readPayoutProvider } from './payout-provider-config';
import { type Environment, Settings } from './settings';

const ACCOUNT = {
  GIFTING_PAYOUT_PROVIDER: 'paypal',
  PAYPAL_BASE_URL: 'https://api-m.sandbox.paypal.com',
  PAYPAL_CLIENT_ID: 'client',
  PAYPAL_CLIENT_SECRET: 'hunter2',
};

function read(env: Environment, production = false) {
  const settings = new Settings(env);
  return { provider: readPayoutProvider(settings, production), faults: settings.faults };
}

describe('the payout provider', () => {
  it.each([
    [{}, false, 'sandbox'],
    [{}, true, 'none'],
    [{ GIFTING_PAYOUT_PROVIDER: 'sandbox' }, true, 'sandbox'],
    [{ GIFTING_PAYOUT_PROVIDER: 'none' }, false, 'none'],
  ])('%j, in production %s, is %s', (env, production, kind) => {
    expect(read(env, production)).toEqual({ provider: { kind }, faults: [] });
  });

  it('is PayPal, with an account', () => {
    expect(read(ACCOUNT, true)).toEqual({
      provider: {
        kind: 'paypal',
        baseUrl: new URL('https://api-m.sandbox.paypal.com'),
        clientId: 'client',
        clientSecret: 'hunter2',
      },
      faults: [],
    });
  });

  it('may be a PayPal on the loopback without TLS', () => {
    const env = { ...ACCOUNT, PAYPAL_BASE_URL: 'http://127.0.0.1:9100' };
    expect(read(env, true).faults).toEqual([]);
  });

  it('takes no notice of an account at a provider that does not pay', () => {
    const env = { PAYPAL_BASE_URL: 'nonsense', PAYPAL_CLIENT_SECRET: 'hunter2' };
    expect(read(env)).toEqual({ provider: { kind: 'sandbox' }, faults: [] });
  });

  it.each<[Environment, boolean, string]>([
    [
      { PAYPAL_BASE_URL: '' },
      false,
      'PAYPAL_BASE_URL must be set where GIFTING_PAYOUT_PROVIDER is paypal',
    ],
    [
      { PAYPAL_CLIENT_ID: undefined },
      false,
      'PAYPAL_CLIENT_ID must be set where GIFTING_PAYOUT_PROVIDER is paypal',
    ],
    [
      { PAYPAL_CLIENT_SECRET: '' },
      false,
      'PAYPAL_CLIENT_SECRET must be set where GIFTING_PAYOUT_PROVIDER is paypal',
    ],
    [
      { PAYPAL_BASE_URL: 'api-m.paypal.com' },
      false,
      'PAYPAL_BASE_URL must be a URL that begins with https:// or http://',
    ],
    [
      { PAYPAL_BASE_URL: 'http://paypal.example' },
      true,
      'PAYPAL_BASE_URL must begin with https:// in production',
    ],
    [
      { PAYPAL_BASE_URL: 'https://client:hunter2@paypal.example' },
      false,
      'PAYPAL_BASE_URL must be an origin only, such as https://api-m.paypal.com',
    ],
    [
      { PAYPAL_BASE_URL: 'https://paypal.example/v1/payments' },
      false,
      'PAYPAL_BASE_URL must be an origin only, such as https://api-m.paypal.com',
    ],
  ])('refuses %j, in production %s', (env, production, fault) => {
    const { faults } = read({ ...ACCOUNT, ...env }, production);
    expect(faults).toEqual([fault]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('reports everything that is missing at once', () => {
    expect(read({ GIFTING_PAYOUT_PROVIDER: 'paypal' }).faults).toHaveLength(3);
  });
});
