import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { PRESETS } from '@gifting/economy';
import { CommandHandler } from '@gifting/engine';
import { activateFirstPolicy, CONFIG, type Config } from '@gifting/service';

/** The first start activates a policy; afterwards the stream rules, whatever the environment says. */
@Injectable()
export class FirstPolicy implements OnModuleInit {
  readonly #logger = new Logger('policy');

  constructor(
    private readonly handler: CommandHandler,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    const { policy } = this.config;
    const ruling = await activateFirstPolicy(this.handler, PRESETS[policy]);
    if (ruling !== policy) {
      this.#logger.warn(`policy ${ruling} is active; GIFTING_POLICY=${policy} is ignored`);
    }
  }
}
