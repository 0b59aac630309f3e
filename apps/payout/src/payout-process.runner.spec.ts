import type { EventStore } from '@gifting/event-store';
import { ManualClock } from '@gifting/engine';
import { Logger } from '@nestjs/common';
import { PayoutProcessRunner } from './payout-process.runner';

describe('a service without a payout provider', () => {
  const { GIFTING_PAYOUT_PROVIDER: before } = process.env;
  afterEach(() => {
    if (before === undefined) delete process.env.GIFTING_PAYOUT_PROVIDER;
    else process.env.GIFTING_PAYOUT_PROVIDER = before;
  });

  it('says so and lets approved payouts wait', async () => {
    process.env.GIFTING_PAYOUT_PROVIDER = 'none';
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    // A store that nobody may use.
    const runner = new PayoutProcessRunner({} as EventStore, new ManualClock(0));
    await runner.onModuleInit();
    await runner.onApplicationShutdown();
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('no payout provider'));
    warned.mockRestore();
  });
});
