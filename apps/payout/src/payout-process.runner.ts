import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { Clock } from '@gifting/engine';
import { PayoutProcess } from './payout-process';
import { choosePayoutProvider } from './providers/choose-payout-provider';

/** Runs the payout process for as long as the service runs. */
@Injectable()
export class PayoutProcessRunner implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('payout-process');
  #process: PayoutProcess | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const { clock, store } = this;
    const provider = choosePayoutProvider(process.env, clock);
    if (provider === undefined) {
      this.#logger.warn('no payout provider is configured: approved payouts wait for one');
      return;
    }
    const onTrouble = (error: unknown, stream: string) =>
      this.#logger.warn('a payout is in trouble', { stream, error });
    this.#process = new PayoutProcess({ store, provider, clock, onTrouble });
    await this.#process.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#process?.stop();
  }
}
