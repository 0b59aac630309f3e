import { type Config, ConfigError } from '@gifting/service';
import { ROUTE_OWNERS, type RoutedService } from './route-table';

/** Where the services behind a gateway are, by name. */
export type ServiceOrigins = ReadonlyMap<string, URL>;

/** The services that a gateway needs: all that own routes. */
export const ROUTED_SERVICES = Object.keys(ROUTE_OWNERS) as readonly RoutedService[];

/**
 * Takes the services that a gateway needs from GIFTING_SERVICE_URLS.
 * @throws ConfigError with one line for each service that is missing
 */
export function serviceOriginsOf({ serviceUrls }: Pick<Config, 'serviceUrls'>): ServiceOrigins {
  const origins = new Map<string, URL>();
  const faults: string[] = [];
  for (const name of ROUTED_SERVICES) {
    const url = serviceUrls?.get(name);
    if (url !== undefined) origins.set(name, url);
    else
      faults.push(
        `GIFTING_SERVICE_URLS must name a URL for ${name}, such as ${name}=http://${name}:8080`,
      );
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return origins;
}
