import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { PolicyContent } from '@gifting/economy';
import { EventStore } from '@gifting/event-store';
import { activateFirstPolicy, FIRST_POLICY } from '@gifting/service';
import { Clock } from '@gifting/engine';

/** The first start activates a policy; afterwards the stream rules, whatever the environment says. */
@Injectable()
export class FirstPolicy implements OnModuleInit {
  readonly #logger = new Logger('policy');

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    @Inject(FIRST_POLICY) private readonly preset: PolicyContent,
  ) {}

  async onModuleInit(): Promise<void> {
    const ruling = await activateFirstPolicy(this.store, this.clock, this.preset);
    if (ruling !== this.preset.name) {
      this.#logger.warn(
        `policy ${ruling} is active; GIFTING_POLICY=${this.preset.name} is ignored`,
      );
    }
  }
}
