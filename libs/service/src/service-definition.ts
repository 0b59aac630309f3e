import type { DynamicModule, Type } from '@nestjs/common';
import type { ServiceName } from '@gifting/contracts';
import type { Projection, AnyStreamKind } from '@gifting/engine';
import type { AnyOutgoing } from '@gifting/engine/runtime';

/** What a service is, apart from the ports that it runs on. `startService` makes it run. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** Controllers and providers; wiring without logic. */
  readonly module: DynamicModule | Type<unknown>;
  /** The kinds of streams that answer messages of the service's feed. */
  readonly kinds: readonly AnyStreamKind[];
  /** The categories of all streams that this service alone writes. */
  readonly categories: readonly string[];
  readonly outgoing: AnyOutgoing;
  readonly projections: readonly Projection[];
}
