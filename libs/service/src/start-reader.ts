import type { Type } from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { createServiceApp } from './create-service-app';
import type { Ports } from './ports';
import type { RunningService, Runtime } from './start-service';
import { Metrics } from './telemetry/metrics';
import { Readiness } from './telemetry/readiness';

/** A service that writes no streams and consumes no feed: it only reads the store. */
export interface ReaderDefinition {
  readonly name: string;
  readonly module: Type<unknown>;
}

/** Starts a reader on ports, as `startService` does for the services that write. */
export async function startReader(
  { name, module }: ReaderDefinition,
  { eventStore }: Ports,
  runtime: Runtime,
): Promise<RunningService> {
  const providers = [
    { provide: EventStore, useValue: eventStore },
    { provide: Metrics, useValue: runtime.metrics },
    { provide: Readiness, useValue: runtime.readiness },
  ];
  const shared = { module: class ReaderParts {}, global: true, providers, exports: providers };
  const root = { module: class ReaderRoot {}, imports: [shared, module] };
  const app = await createServiceApp(name, root, runtime);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { name, app, caughtUp: Promise.resolve(), stop: () => app.close() };
}
