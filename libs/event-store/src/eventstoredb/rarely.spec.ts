import { rarely } from './rarely';

describe('rarely', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  it('tells of the same failure once a second, and of each other one', () => {
    const told: unknown[] = [];
    const tell = rarely((error) => told.push(error));
    const [lost, again, other] = [new Error('lost'), new Error('lost'), new Error('not ready')];

    for (const error of [lost, again, other]) tell(error);
    expect(told).toEqual([lost, other]);

    jest.advanceTimersByTime(999);
    tell(again);
    expect(told).toHaveLength(2);

    jest.advanceTimersByTime(1);
    tell(again);
    tell(lost);
    expect(told[2]).toBe(again);
    expect(told).toHaveLength(3);
  });
});
