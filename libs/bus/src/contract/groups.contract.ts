import {
  type BusUnderTest,
  Gate,
  keysApart,
  Listener,
  numberOf,
  PATIENCE_MS,
  range,
  someTurns,
  until,
} from './test-bed.contract';

export function describeGroups(underTest: BusUnderTest): void {
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('groups', () => {
    test('get everything each, and once when it was handled', async () => {
      const [first, second] = [new Listener(), new Listener()];
      await underTest().listen(first, 'first');
      await underTest().listen(second, 'second');
      const all = range(0, 50);

      const published = underTest().publish('k', all);
      await until(() => first.handled.length >= 50 && second.handled.length >= 50);
      await published;
      // What comes once too often comes before the next message.
      const last = underTest().publish('k', [50]);
      await until(() => [first, second].every((listener) => listener.numbers.includes(50)));
      await last;

      expect(first.numbers).toEqual([...all, 50]);
      expect(second.numbers).toEqual([...all, 50]);
    });

    test('are heard', async () => {
      const listener = new Listener();
      await underTest().listen(listener);
      expect(underTest().bus.isHeard(underTest().topic)).toBe(true);
    });

    test('are taken once', async () => {
      await underTest().listen(new Listener());
      await expect(underTest().listen(new Listener())).rejects.toThrow(/already subscribed/);
      await underTest().listen(new Listener(), 'other');
    });

    test('have caught up at once where there is nothing', async () => {
      const subscription = await underTest().listen(new Listener());
      await subscription.caughtUp;
    });

    test('go on where they stopped', async () => {
      const before = new Listener();
      const subscription = await underTest().listen(before);
      await underTest().publish('k', [1, 2]);
      await until(() => before.handled.length === 2);
      await subscription.stop();

      const published = underTest().publish('k', [3]);
      const after = new Listener();
      const again = await underTest().listen(after);
      await until(() => after.handled.length === 1);
      await published;
      await again.caughtUp;

      expect(before.numbers).toEqual([1, 2]);
      expect(after.numbers).toEqual([3]);
    });

    test('have caught up at once where they handled everything before', async () => {
      const before = new Listener();
      const subscription = await underTest().listen(before);
      await Promise.all(keysApart().map((key) => underTest().publish(key, [1, 2])));
      await until(() => before.handled.length === 4);
      await subscription.stop();

      const after = new Listener();
      const again = await underTest().listen(after);
      await again.caughtUp;

      expect(after.batches).toEqual([]);
    });

    test('have caught up when everything that waited was handled', async () => {
      const [here, there] = keysApart();
      const failing = new Listener(() => Promise.reject(new Error('not yet')));
      const first = await underTest().listen(failing);
      const published = [underTest().publish(here, [1, 2]), underTest().publish(there, [3])];
      await until(() => new Set(failing.batches.map(({ partition }) => partition)).size === 2);
      await first.stop();

      const gate = new Gate();
      const listener = new Listener(() => gate.passed);
      const again = await underTest().listen(listener);
      let caughtUp = false;
      void again.caughtUp.then(() => (caughtUp = true));
      await until(() => listener.batches.length > 0);
      await someTurns();
      expect(caughtUp).toBe(false);
      gate.open();
      await again.caughtUp;
      await Promise.all(published);

      expect(listener.numbers.toSorted()).toEqual([1, 2, 3]);
    });

    test('wait at a stop for the batch under way, and take no other', async () => {
      const gate = new Gate();
      const listener = new Listener(() => gate.passed);
      const subscription = await underTest().listen(listener);
      const first = underTest().publish('k', [1]);
      await until(() => listener.batches.length === 1);
      const second = underTest().publish('k', [2]);

      let stopped = false;
      const stopping = subscription.stop().then(() => (stopped = true));
      await someTurns();
      expect(stopped).toBe(false);
      gate.open();
      await stopping;
      await first;
      expect(listener.batches.flatMap((batch) => batch.deliveries.map(numberOf))).toEqual([1]);
      expect(listener.numbers).toEqual([1]);

      // What was resolved during the stop is resolved; what waited still waits.
      const after = new Listener();
      await underTest().listen(after);
      await until(() => after.handled.length > 0);
      await second;
      expect(after.numbers).toEqual([2]);
      expect(listener.batches).toHaveLength(1);
    });

    test('may stop twice', async () => {
      const subscription = await underTest().listen(new Listener());
      await subscription.stop();
      await subscription.stop();
    });
  });
}
