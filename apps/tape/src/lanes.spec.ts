import { Lanes } from './lanes';

/** A task that ends when it is told to. */
function task() {
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  const state = { started: false };
  const run = (): Promise<void> => {
    state.started = true;
    return ended;
  };
  return { run, state, end };
}

/** Everything that is ready to go on has gone on. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Lanes', () => {
  it('runs tasks of one name one after another, in the order started', async () => {
    const lanes = new Lanes(10);
    const [first, second, third] = [task(), task(), task()];
    await lanes.start(['ana'], first.run);
    await lanes.start(['ana', 'ben'], second.run);
    await lanes.start(['ben'], third.run);
    await quiet();
    expect([first, second, third].map(({ state }) => state.started)).toEqual([true, false, false]);
    first.end();
    await quiet();
    expect([second, third].map(({ state }) => state.started)).toEqual([true, false]);
    second.end();
    await quiet();
    expect(third.state.started).toBe(true);
    third.end();
    await lanes.idle();
  });

  it('lets tasks of other names overtake', async () => {
    const lanes = new Lanes(10);
    const [slow, quick] = [task(), task()];
    await lanes.start(['ana'], slow.run);
    await lanes.start(['ben'], quick.run);
    quick.end();
    await quiet();
    expect(quick.state.started).toBe(true);
    slow.end();
    await lanes.idle();
  });

  it('has no more tasks under way than it is wide', async () => {
    const lanes = new Lanes(2);
    const tasks = [task(), task(), task()];
    await lanes.start(['a'], (tasks[0] as ReturnType<typeof task>).run);
    await lanes.start(['b'], (tasks[1] as ReturnType<typeof task>).run);
    let hasPlace = false;
    const placed = lanes
      .start(['c'], (tasks[2] as ReturnType<typeof task>).run)
      .then(() => (hasPlace = true));
    await quiet();
    expect(hasPlace).toBe(false);
    tasks[1]?.end();
    await placed;
    tasks[0]?.end();
    tasks[2]?.end();
    await lanes.idle();
  });

  it('starts nothing any more once a task has failed, and says why', async () => {
    const lanes = new Lanes(10);
    const [failing, behind] = [task(), task()];
    await lanes.start(['ana'], failing.run);
    await lanes.start(['ana'], behind.run);
    failing.end(new Error('the disk is full'));
    await expect(lanes.idle()).rejects.toThrow('the disk is full');
    expect(behind.state.started).toBe(false);
    await expect(lanes.start(['ben'], task().run)).rejects.toThrow('the disk is full');
  });

  it('is idle only when every task has ended, also behind one that failed', async () => {
    const lanes = new Lanes(10);
    const [failing, slow] = [task(), task()];
    await lanes.start(['ana'], failing.run);
    await lanes.start(['ben'], slow.run);
    failing.end(new Error('no'));
    let isIdle = false;
    const idle = lanes.idle().catch(() => (isIdle = true));
    await quiet();
    expect(isIdle).toBe(false);
    slow.end();
    await idle;
    expect(isIdle).toBe(true);
  });
});
