import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@gifting/kernel';
import { describeFlow, eventually } from './world';

describeFlow('operations', (world) => {
  const operate = (path: string, body: unknown, key: string = randomUUID()) =>
    world().post('operator', 'olga', `/v1/operations/${path}`, body, {
      'idempotency-key': key,
      prefer: 'wait=10',
    });

  describe('freezing a wallet', () => {
    const freeze = (viewer: string, key?: string) =>
      operate(`wallets/${viewer}/freeze`, { reason: 'a stolen card' }, key);
    const unfreeze = (viewer: string) =>
      operate(`wallets/${viewer}/unfreeze`, { reason: 'it was found' });

    it('lets nothing be spent until it is unfrozen, and is carried out once for its key', async () => {
      const [ana, cy, key] = [world().id('frozen'), world().id('frozen-cy'), randomUUID()];
      await world().buy(ana, '10.00');
      const frozen = await freeze(ana, key);
      expect(frozen).toMatchObject({
        status: 201,
        body: { operationId: expect.any(String) as string, state: 'done' },
      });
      const again = await freeze(ana, key);
      expect(again.body).toEqual(frozen.body);
      expect(again.headers['idempotency-replayed']).toBe('true');

      const declined = await world().give(ana, cy, { quantity: 1 });
      expect(declined).toMatchObject({ status: 403, body: { code: 'wallet-frozen' } });
      const wallet = () => world().get('viewer', ana, `/v1/viewers/${ana}/wallet`);
      await eventually(wallet, ({ body }) => body.frozen === true);
      // Purchases are still granted.
      expect(await world().buy(ana, '10.00')).toMatchObject({ status: 'accepted' });

      expect((await unfreeze(ana)).status).toBe(201);
      expect((await world().give(ana, cy, { quantity: 1 })).status).toBe(201);
      await eventually(wallet, ({ body }) => body.frozen === false && body.coins === '1665');
    });

    it('is refused where there is nothing to change, and the refusal is recorded', async () => {
      const [ana, key] = [world().id('thawed'), randomUUID()];
      const unfrozen = () => operate(`wallets/${ana}/unfreeze`, { reason: 'nothing' }, key);
      const refused = await unfrozen();
      expect(refused).toMatchObject({ status: 409, body: { code: 'nothing-to-do' } });
      const again = await unfrozen();
      expect(again).toMatchObject({ status: 409, body: { code: 'nothing-to-do' } });
      expect(again.headers['idempotency-replayed']).toBe('true');
    });

    it.each([
      ['no reason', {}, 400, 'validation'],
      ['an empty reason', { reason: '' }, 400, 'validation'],
      ['an unknown member', { reason: 'x', until: 'tomorrow' }, 400, 'validation'],
    ])('refuses %s', async (_, body, status, code) => {
      const refused = await operate(`wallets/${world().id('bad')}/freeze`, body);
      expect(refused).toMatchObject({ status, body: { code } });
    });

    it.each(['viewer', 'creator', 'upstream', 'auditor'] as const)(
      'is not for a %s',
      async (role) => {
        const ana = world().id('ana');
        const refused = await world().post(role, ana, `/v1/operations/wallets/${ana}/freeze`, {
          reason: 'mine',
        });
        expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      },
    );
  });

  describe('activating a policy', () => {
    const active = async () =>
      (await world().get('operator', 'olga', '/v1/policies/current')).body as {
        readonly content: JsonObject;
        readonly version: number;
      };

    it('prices what comes after it, and leaves alone what was priced before', async () => {
      const [ana, cy] = [world().id('policy-ana'), world().id('policy-cy')];
      await world().buy(ana, '10.00');
      const before = await active();
      const catalogue = (before.content.catalogue as readonly JsonObject[]).map((gift) =>
        gift.giftId === 'panda' ? { ...gift, coins: '6' } : gift,
      );
      const dearer = { ...before.content, name: 'dearer-pandas', catalogue };

      const done = await operate('policies/activate', {
        reason: 'pandas are rare',
        policy: dearer,
      });
      expect(done).toMatchObject({ status: 201, body: { state: 'done' } });
      const after = await eventually(active, ({ version }) => version === before.version + 1);
      expect(after.content.name).toBe('dearer-pandas');
      const again = await operate('policies/activate', { reason: 'again', policy: dearer });
      expect(again).toMatchObject({ status: 409, body: { code: 'nothing-to-do' } });

      const panda = { giftId: 'panda', quantity: 1, priceVersion: before.version };
      const stale = await world().give(ana, cy, panda);
      expect(stale).toMatchObject({ status: 409, body: { code: 'price-version-stale' } });
      const sent = await world().give(ana, cy, { ...panda, priceVersion: after.version });
      expect(sent).toMatchObject({ status: 201, body: { coins: '6' } });
      const { body } = await world().get(
        'operator',
        'olga',
        `/v1/policies/${String(before.version)}`,
      );
      expect(body.content).toEqual(before.content);

      const back = await operate('policies/activate', { reason: 'back', policy: before.content });
      expect(back.status).toBe(201);
      await eventually(active, ({ version }) => version === before.version + 2);
    });

    it('says what is wrong with the rules, and records nothing', async () => {
      const { content, version } = await active();
      const refused = await operate('policies/activate', {
        reason: 'too generous',
        policy: { ...content, name: 7 },
      });
      expect(refused).toMatchObject({
        status: 400,
        body: { code: 'validation', errors: [{ field: 'policy.name' }] },
      });
      expect((await active()).version).toBe(version);
    });
  });
});
