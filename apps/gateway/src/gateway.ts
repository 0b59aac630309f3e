import type { RequestListener } from 'node:http';
import { ClusterReadiness, fetchOpenApi } from './cluster-front';
import { createFrontServer, listen, listenerOf, stopServer } from './front-server';
import { proxyTo } from './proxy';
import { ROUTE_OWNERS, type RoutedService, RouteTable } from './route-table';
import { createServiceApp, type Runtime } from '@gifting/service';

const GRACE_MS = 5_000;

/** One port before the services of a cluster: requests go to the owner of their path. */
export async function openGateway(
  owners: ReadonlyMap<RoutedService, URL>,
  runtime: Runtime,
  address: { readonly host: string; readonly port: number },
): Promise<{ stop(): Promise<void> }> {
  class GatewayModule {}
  const front = await createServiceApp('gateway', GatewayModule, {
    ...runtime,
    readiness: new ClusterReadiness(owners),
    openApi: () => fetchOpenApi(owners),
  });
  const listeners = new Map<RoutedService, RequestListener>(
    [...owners].map(([name, origin]) => [name, proxyTo(name, origin)]),
  );
  const server = createFrontServer(
    new RouteTable(ROUTE_OWNERS),
    listeners,
    await listenerOf(front),
  );
  await listen(server, address.port, address.host);
  return {
    stop: async () => {
      await stopServer(server, GRACE_MS);
      await front.close();
    },
  };
}
