import type { RequestListener } from 'node:http';
import {
  createFrontServer,
  createHttpApp,
  listen,
  listenerOf,
  mergeOpenApi,
  type OpenApiDocument,
  proxyTo,
  ReadinessSource,
  ROUTE_OWNERS,
  type RoutedService,
  RouteTable,
  type Runtime,
  stopServer,
  type Waiting,
} from '@gifting/service';

const GRACE_MS = 5_000;

/** The gateway is ready when every service behind it is. */
class ClusterReadiness extends ReadinessSource {
  constructor(private readonly owners: ReadonlyMap<RoutedService, URL>) {
    super();
  }

  override async waitingFor(): Promise<readonly Waiting[]> {
    const asked = [...this.owners].map(async ([name, origin]) => {
      try {
        const response = await fetch(new URL('/health/ready', origin));
        return response.ok ? [] : [{ name, reason: 'is not ready' }];
      } catch {
        return [{ name, reason: 'cannot be reached' }];
      }
    });
    return (await Promise.all(asked)).flat();
  }
}

/** One port before the services of a cluster: requests go to the owner of their path. */
export async function openGateway(
  owners: ReadonlyMap<RoutedService, URL>,
  runtime: Runtime,
  address: { readonly host: string; readonly port: number },
): Promise<{ stop(): Promise<void> }> {
  class GatewayModule {}
  const front = await createHttpApp(GatewayModule, {
    service: 'gateway',
    ...runtime,
    readiness: new ClusterReadiness(owners),
    openApi: async () => mergeOpenApi(await Promise.all([...owners.values()].map(describe))),
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

async function describe(origin: URL): Promise<OpenApiDocument> {
  const response = await fetch(new URL('/openapi.json', origin));
  return (await response.json()) as OpenApiDocument;
}
