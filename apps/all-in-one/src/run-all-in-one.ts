import type { RequestListener } from 'node:http';
import { describeApi, listenerOf, mergeOpenApi } from '@gifting/http/app';
import {
  createServiceApp,
  type Ports,
  type Running,
  type RunningService,
  type Runtime,
  startReader,
  startService,
} from '@gifting/service';
import { auditService } from '../../audit/src';
import { ROUTE_OWNERS, type RoutedService, RouteTable } from '../../gateway/src';
import { FrontModule } from './front.module';
import { createFrontServer, listen, stopServer } from './front-server';
import { SERVICES } from './services';

/** How long requests under way may take at a stop. */
const GRACE_MS = 5_000;

export interface AllInOne extends Running {
  /** The port that it listens on. */
  readonly port: number;
  /** Resolves when every service has caught up once. */
  readonly caughtUp: Promise<void>;
}

/**
 * The whole economy behind one port: the same services as in the cluster, on whatever ports they are
 * given, each in a Nest container of its own.
 * @param address where to listen; port 0 takes any free one
 */
export async function runAllInOne(
  ports: Ports,
  runtime: Runtime,
  address: { readonly host: string; readonly port: number },
): Promise<AllInOne> {
  const running: RunningService[] = [];
  for (const definition of SERVICES) running.push(await startService(definition, ports, runtime));
  running.push(await startReader(auditService, ports, runtime));

  const front = await createServiceApp('front', FrontModule.of(ports.clock), {
    ...runtime,
    openApi: () => mergeOpenApi([front, ...running.map(({ app }) => app)].map(describeApi)),
  });
  const frontListener = await listenerOf(front);
  const owners = new Map<RoutedService, RequestListener>();
  for (const { app, name } of running) owners.set(name as RoutedService, await listenerOf(app));
  const server = createFrontServer(new RouteTable(ROUTE_OWNERS), owners, frontListener);
  const port = await listen(server, address.port, address.host);

  return {
    port,
    caughtUp: Promise.all(running.map(({ caughtUp }) => caughtUp)).then(() => undefined),
    failed: ports.eventStore.failed,
    stop: async () => {
      // Live feeds would otherwise last for the whole grace.
      runtime.admission.endOpen();
      await stopServer(server, GRACE_MS);
      await front.close();
      for (const service of running.reverse()) await service.stop();
    },
  };
}
