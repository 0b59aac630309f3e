import type { Currency } from '@gifting/kernel/money';
import type { PayoutId } from '@gifting/kernel';
import type { ProviderAnswer } from './domain/provider-answer';
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
      reference: undefined,
    });

    /** Sends an order and asks about it, by the reference where the provider gave one. */
    async function sendAndAsk(payoutId: string): Promise<ProviderAnswer> {
      const sent = await opened.provider.send(order(payoutId));
      if (sent.state === 'failed') throw new Error(`refused: ${sent.reason}`);
      return opened.provider.ask({ ...order(payoutId), reference: sent.reference });
    }

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

    it('pays an order and reports it', async () => {
      expect(await sendAndAsk('payout-1')).toMatchObject({
        state: 'paid',
        reference: expect.stringMatching(/.+/) as string,
      });
    });

    it('takes an id that it has as the same payment', async () => {
      const taken = await opened.provider.send(order('payout-1'));
      const first = await sendAndAsk('payout-1');
      expect(await sendAndAsk('payout-1')).toEqual(first);
      expect(await opened.provider.send(order('payout-1'))).toEqual(taken);
    });

    it('takes an id once, however often it comes at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => sendAndAsk('payout-1')));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });

    it('distinguishes orders', async () => {
      const answers = await Promise.all(['payout-1', 'payout-2'].map(sendAndAsk));
      const references = answers.map((answer) => 'reference' in answer && answer.reference);
      expect(new Set(references).size).toBe(2);
      expect(await opened.provider.ask(order('payout-3'))).toEqual({ state: 'unknown' });
    });

    it('never answers about an order with anything but what became of it', async () => {
      const outcome = await sendAndAsk('payout-1');
      expect([outcome, { state: 'unknown' }]).toContainEqual(
        await opened.provider.ask(order('payout-1')),
      );
    });
  });
}
