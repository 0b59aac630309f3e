import { pathPattern } from '@gifting/http/app';

/** The services that answer requests from outside. */
export type RoutedService = 'wallet' | 'gift' | 'creator-earnings' | 'payout' | 'audit';

/**
 * Which service owns which path. `:name` is one segment, `/*` at the end everything below.
 * The first entry that fits decides. What is not here belongs to the front itself.
 */
export const ROUTE_OWNERS: Readonly<Record<RoutedService, readonly string[]>> = {
  wallet: [
    '/v1/purchase-events',
    '/v1/purchases/*',
    '/v1/bundles',
    '/v1/viewers/*',
    '/v1/refunds/*',
    '/v1/operations/wallets/*',
  ],
  gift: [
    '/v1/gifts',
    '/v1/gifts/*',
    '/v1/gifts-catalogue',
    '/v1/policies/*',
    '/v1/currencies',
    '/v1/operations/policies/*',
  ],
  payout: ['/v1/payouts', '/v1/payouts/*', '/v1/creators/:creatorId/payouts'],
  'creator-earnings': ['/v1/creators/*'],
  audit: ['/v1/audit/*'],
};

/** Finds the owner of a request's path. */
export class RouteTable<Service extends string> {
  readonly #exact = new Map<string, Service>();
  readonly #patterns: { readonly path: RegExp; readonly service: Service }[] = [];

  constructor(owners: Readonly<Record<Service, readonly string[]>>) {
    for (const service of Object.keys(owners) as Service[]) {
      for (const url of owners[service]) this.#add(url, service);
    }
  }

  /** @param url the target of a request, with or without a query */
  ownerOf(url: string): Service | undefined {
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    // Posting a gift, by far the most frequent request, is found without trying any pattern.
    return (
      this.#exact.get(path) ?? this.#patterns.find((pattern) => pattern.path.test(path))?.service
    );
  }

  #add(url: string, service: Service): void {
    if (url.endsWith('/*')) {
      const below = pathPattern(url.slice(0, -2)).source.slice(0, -1);
      this.#patterns.push({ path: new RegExp(`${below}/`), service });
    } else if (url.includes('/:')) {
      this.#patterns.push({ path: pathPattern(url), service });
    } else {
      this.#exact.set(url, service);
    }
  }
}
