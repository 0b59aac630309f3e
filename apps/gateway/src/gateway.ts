import { listenerOf } from '@gifting/http/app';
import { createServiceApp, type Runtime } from '@gifting/service';
import { ClusterReadiness, fetchOpenApi } from './cluster-front';
import { createProxy, type Upstream } from './proxy';
import { ROUTE_OWNERS, RouteTable } from './route-table';
import type { ServiceOrigins } from './service-origins';

export interface Gateway {
  /** The port that it listens on. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Opens one port in front of the services of a cluster. Requests go to the owner of their path; the
 * gateway itself answers health, docs, its own metrics, and paths that do not exist.
 * @param origins may lack services, whose paths then do not exist
 */
export async function openGateway(
  origins: ServiceOrigins,
  runtime: Omit<Runtime, 'readiness' | 'config'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Gateway> {
  class GatewayModule {}
  const own = await createServiceApp('gateway', GatewayModule, {
    ...runtime,
    readiness: new ClusterReadiness(origins),
    openApi: () => fetchOpenApi(origins),
  });
  const routes = new RouteTable(ROUTE_OWNERS);
  const upstreamOf = (url: string): Upstream | undefined => {
    const name = routes.ownerOf(url);
    const origin = name && origins.get(name);
    return origin && { name, origin };
  };
  const proxy = createProxy(upstreamOf, await listenerOf(own));
  await proxy.listen({ host, port });
  return {
    port: proxy.addresses()[0]?.port ?? port,
    stop: async () => {
      await proxy.close();
      await own.close();
    },
  };
}
