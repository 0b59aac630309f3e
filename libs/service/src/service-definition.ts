import type { Type } from '@nestjs/common';
import type { ServiceName } from '@gifting/contracts';
import type { Projection } from '@gifting/read-store';
import type { AnyFeedTarget } from './messaging/feed-target';
import type { Publish } from './messaging/publication';

/** What a service is, apart from the ports that it runs on. `startService` makes it run. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /** Controllers and providers; wiring without logic. */
  readonly module: Type<unknown>;
  /** One for each category of streams that answers messages of the service's feed. */
  readonly targets: readonly AnyFeedTarget[];
  /** The categories of all streams that this service alone writes. */
  readonly categories: readonly string[];
  readonly publish: Publish;
  readonly projections: readonly Projection[];
}
