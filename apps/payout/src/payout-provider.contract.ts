import type { Currency } from '@gifting/kernel/money';
import type { PayoutId } from '@gifting/kernel';
import type { PayoutOrder, PayoutProvider } from './payout-provider.port';

export interface OpenedProvider {
  readonly provider: PayoutProvider;
  /** A token to which the provider pays without delay. */
  readonly payableToken: string;
  close(): Promise<void>;
}

/** What every payout provider must do, whoever pays. */
export function describePayoutProvider(name: string, open: () => Promise<OpenedProvider>): void {
  describe(`${name}, a payout provider`, () => {
    let opened: OpenedProvider;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const order = (payoutId: string): PayoutOrder => ({
      payoutId: payoutId as PayoutId,
      method: 'paypal',
      destinationToken: opened.payableToken,
      amount: { currency: 'USD' as Currency, value: '2.08' },
      submittedAt: new Date().toISOString(),
      stage: 'submitted',
    });

    it('says what it is', () => {
      const { askEveryMs, dedupeWindowMs, name: providerName } = opened.provider;
      expect(providerName).toMatch(/^[a-z0-9-]{1,32}$/);
      expect(dedupeWindowMs).toBeGreaterThan(0);
      expect(askEveryMs.submitted).toBeGreaterThan(0);
      expect(askEveryMs.paid).toBeGreaterThan(0);
    });

    it('does not know an id that it never got', async () => {
      expect(await opened.provider.ask(order('never-sent'))).toEqual({ state: 'unknown' });
    });

    it('pays an order and tells by our id', async () => {
      await opened.provider.send(order('payout-1'));
      expect(await opened.provider.ask(order('payout-1'))).toMatchObject({
        state: 'paid',
        reference: expect.stringMatching(/.+/) as string,
      });
    });

    it('takes an id that it has as the same payment', async () => {
      await opened.provider.send(order('payout-1'));
      const first = await opened.provider.ask(order('payout-1'));
      await opened.provider.send(order('payout-1'));
      expect(await opened.provider.ask(order('payout-1'))).toEqual(first);
    });

    it('tells orders apart', async () => {
      await opened.provider.send(order('payout-1'));
      await opened.provider.send(order('payout-2'));
      const answers = await Promise.all(
        ['payout-1', 'payout-2', 'payout-3'].map((id) => opened.provider.ask(order(id))),
      );
      const references = answers.map((answer) => 'reference' in answer && answer.reference);
      expect(new Set(references).size).toBe(3);
      expect(answers[2]).toEqual({ state: 'unknown' });
    });
  });
}
