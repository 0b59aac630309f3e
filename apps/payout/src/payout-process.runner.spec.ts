import { Logger } from '@nestjs/common';
import { CommandHandler, ManualClock } from '@gifting/engine';
import type { EventStore } from '@gifting/event-store';
import { loadConfig } from '@gifting/service';
import { PayoutProcessRunner } from './payout-process.runner';

describe('a service without a payout provider', () => {
  it('says so and lets approved payouts wait', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    // A store that nobody may use.
    const store = {} as EventStore;
    const clock = new ManualClock(0);
    const handler = new CommandHandler({ streams: store, clock });
    const config = loadConfig({ GIFTING_PAYOUT_PROVIDER: 'none' });
    const runner = new PayoutProcessRunner(store, handler, clock, config);
    await runner.onModuleInit();
    await runner.onApplicationShutdown();
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('no payout provider'));
    warned.mockRestore();
  });
});
