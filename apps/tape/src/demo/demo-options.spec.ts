import { UsageError } from '../command-line';
import { parseDemoOptions } from './demo-options';

describe('the options of the demo', () => {
  it('have defaults', () => {
    expect(parseDemoOptions([])).toEqual({
      seed: 7,
      gifts: 20_000,
      viewers: 3_000,
      creators: 60,
      duplicateShare: 0.1,
      dataDir: './data/demo',
      url: undefined,
      keep: false,
    });
  });

  it('are read from the command line', () => {
    const argv =
      '--seed 3 --gifts 10 --viewers 4 --creators 2 --duplicates 0.5 --data d --keep --url http://h:1';
    expect(parseDemoOptions(argv.split(' '))).toEqual({
      seed: 3,
      gifts: 10,
      viewers: 4,
      creators: 2,
      duplicateShare: 0.5,
      dataDir: 'd',
      url: new URL('http://h:1'),
      keep: true,
    });
  });

  it('can ask for help', () => {
    expect(parseDemoOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--seed=-1'], 'seed must be a whole number from 0 to 4294967295'],
    [['--seed', '-1'], "Option '--seed' argument is ambiguous."],
    [
      ['--gifts', 'many', '--viewers', '1.5'],
      'viewers must be a whole number from 1 to 10000000\ngifts must be a whole number from 1 to',
    ],
    [['--duplicates', '1'], 'duplicates must be a share from 0 to 0.9'],
    [['--url', 'here'], '--url must be a URL'],
    [['--url', 'file:///etc'], '--url must be a URL'],
    [['--speed', '3'], "Unknown option '--speed'"],
    [['evening'], "Unexpected argument 'evening'"],
  ])('are refused: %j', (argv, message) => {
    expect(() => parseDemoOptions(argv)).toThrow(UsageError);
    expect(() => parseDemoOptions(argv)).toThrow(message);
  });
});
