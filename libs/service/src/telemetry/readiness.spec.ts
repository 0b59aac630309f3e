import { Readiness } from './readiness';

describe('readiness', () => {
  it('tells those who wait when all that is expected is ready', async () => {
    const readiness = new Readiness();
    const [wallet, gift] = [readiness.expect('wallet'), readiness.expect('gift')];
    let isTold = false;
    const told = readiness.whenReady().then(() => (isTold = true));

    wallet.ready();
    await Promise.resolve();
    expect(isTold).toBe(false);

    gift.ready();
    await told;
  });

  it('lets nobody wait where nothing is expected, or all is ready already', async () => {
    const readiness = new Readiness();
    await readiness.whenReady();
    readiness.expect('wallet').ready();
    await readiness.whenReady();
  });
});
