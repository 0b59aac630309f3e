import type { Currency } from '@gifting/kernel/money';
import type { PayoutId } from '@gifting/kernel';
import { ManualClock } from '@gifting/engine';
import { describePayoutProvider } from '../payout-provider.contract';
import type { PayoutOrder } from '../payout-provider.port';
import { SandboxPayoutProvider } from './sandbox-payout-provider';

const START_MS = Date.parse('2026-11-25T12:00:00.000Z');

describePayoutProvider('the sandbox', async () => ({
  provider: new SandboxPayoutProvider(new ManualClock(START_MS)),
  payableToken: 'ok-12345678',
  close: async () => undefined,
}));

describe('the sandbox', () => {
  const order = (destinationToken: string, stage: PayoutOrder['stage'] = 'submitted') => ({
    payoutId: 'payout-1' as PayoutId,
    method: 'paypal' as const,
    destinationToken,
    amount: { currency: 'USD' as Currency, value: '2.08' },
    submittedAt: '2026-11-25T12:00:00.000Z',
    stage,
    reference: undefined,
  });
  const PAID = { state: 'paid', reference: 'sandbox-payout-1' };

  function open(clock = new ManualClock(START_MS)) {
    return { clock, provider: new SandboxPayoutProvider(clock) };
  }

  it.each(['ok-12345678', 'any-other-token', 'okay1234', 'fail_with_another_dash'])(
    'pays %s at once',
    async (token) => {
      const { provider } = open();
      await provider.send(order(token));
      expect(await provider.ask(order(token))).toEqual(PAID);
    },
  );

  it('fails a token that begins with fail-', async () => {
    const { provider } = open();
    await provider.send(order('fail-12345678'));
    expect(await provider.ask(order('fail-12345678'))).toEqual({
      state: 'failed',
      reason: 'sandbox-failure',
    });
  });

  it('pays a token that begins with return-, and returns it when asked again', async () => {
    const { provider } = open();
    await provider.send(order('return-12345678'));
    expect(await provider.ask(order('return-12345678'))).toEqual({
      ...PAID,
      returnableUntil: '2026-12-25T12:00:00.000Z',
    });
    expect(await provider.ask(order('return-12345678', 'paid'))).toEqual({
      ...PAID,
      state: 'returned',
    });
  });

  it('pays a token that begins with slow- when the clock has moved 60 s', async () => {
    const { clock, provider } = open();
    await provider.send(order('slow-12345678'));
    clock.moveTo(START_MS + 59_999);
    expect(await provider.ask(order('slow-12345678'))).toEqual({ state: 'pending' });
    clock.moveTo(START_MS + 60_000);
    expect(await provider.ask(order('slow-12345678'))).toEqual(PAID);
  });

  it('takes an order that begins with unknown-, but does not answer the first time', async () => {
    const { provider } = open();
    await expect(provider.send(order('unknown-12345678'))).rejects.toThrow('does not answer');
    expect(await provider.ask(order('unknown-12345678'))).toEqual(PAID);
    await expect(provider.send(order('unknown-12345678'))).resolves.toEqual({ state: 'taken' });
  });

  it.each(['ok-12345678', 'fail-12345678', 'return-12345678', 'slow-12345678', 'unknown-12345678'])(
    'comes to the same end after a restart: %s',
    async (token) => {
      const before = open();
      await before.provider.send(order(token)).catch(() => undefined);
      const told = await before.provider.ask(order(token));

      const after = open();
      expect(await after.provider.ask(order(token))).toEqual({ state: 'unknown' });
      await after.provider.send(order(token)).catch(() => undefined);
      expect(await after.provider.ask(order(token))).toEqual(told);
    },
  );

  it('knows after a restart what is recorded as paid', async () => {
    expect(await open().provider.ask(order('return-12345678', 'paid'))).toEqual({
      ...PAID,
      state: 'returned',
    });
  });
});
