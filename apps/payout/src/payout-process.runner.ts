import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock, CommandHandler } from '@gifting/engine';
import { EventStore } from '@gifting/event-store';
import { CONFIG, type Config } from '@gifting/service';
import { PayoutProcess } from './payout-process';
import type { PayoutProvider } from './payout-provider.port';
import { PayPalPayoutProvider } from './providers/paypal-payout-provider';
import { SandboxPayoutProvider } from './providers/sandbox-payout-provider';

/** Runs the payout process for as long as the service runs. */
@Injectable()
export class PayoutProcessRunner implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('payout-process');
  #process: PayoutProcess | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly handler: CommandHandler,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    const { clock, handler, store } = this;
    const provider = this.#provider();
    if (provider === undefined) {
      this.#logger.warn('no payout provider is configured: approved payouts wait for one');
      return;
    }
    const onTrouble = (error: unknown, stream: string) =>
      this.#logger.warn('a payout is in trouble', { stream, error });
    this.#process = new PayoutProcess({ store, handler, provider, clock, onTrouble });
    await this.#process.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#process?.stop();
  }

  #provider(): PayoutProvider | undefined {
    const { payoutProvider } = this.config;
    switch (payoutProvider.kind) {
      case 'none':
        return undefined;
      case 'sandbox':
        return new SandboxPayoutProvider(this.clock);
      case 'paypal':
        return new PayPalPayoutProvider(payoutProvider, this.clock);
    }
  }
}
