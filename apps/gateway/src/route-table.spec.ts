import { ROUTE_OWNERS, RouteTable } from './route-table';

const routes = new RouteTable(ROUTE_OWNERS);

describe('RouteTable', () => {
  it.each([
    ['/v1/purchase-events', 'wallet'],
    ['/v1/purchases/stripe.ch_1', 'wallet'],
    ['/v1/purchases/stripe.ch_1/explain', 'wallet'],
    ['/v1/bundles?region=US', 'wallet'],
    ['/v1/viewers/ana/wallet', 'wallet'],
    ['/v1/refunds/r-1', 'wallet'],
    ['/v1/gifts', 'gift'],
    ['/v1/gifts?x=/v1/payouts', 'gift'],
    ['/v1/gifts/batch', 'gift'],
    ['/v1/gifts-catalogue', 'gift'],
    ['/v1/policies/current', 'gift'],
    ['/v1/currencies', 'gift'],
    ['/v1/creators/carl/earnings', 'creator-earnings'],
    ['/v1/creators/carl/feed', 'creator-earnings'],
    ['/v1/creators/payouts/gifts', 'creator-earnings'],
    ['/v1/creators/carl/payouts', 'payout'],
    ['/v1/creators/carl/payouts?limit=5', 'payout'],
    ['/v1/payouts', 'payout'],
    ['/v1/payouts/p-1/cancel', 'payout'],
    ['/v1/audit/events', 'audit'],
  ])('%s belongs to %s', (url, owner) => {
    expect(routes.ownerOf(url)).toBe(owner);
  });

  it.each([
    '/',
    '',
    '/health/ready',
    '/metrics',
    '/openapi.json',
    '/docs',
    '/v1/giftsx',
    '/v2/gifts',
    '/v1/viewers',
    '/x/v1/gifts',
    '*',
    'http://127.0.0.1/v1/gifts',
  ])('%s belongs to nobody', (url) => {
    expect(routes.ownerOf(url)).toBeUndefined();
  });
});
