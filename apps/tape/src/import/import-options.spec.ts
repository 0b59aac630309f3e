import { UsageError } from '../command-line';
import { parseImportOptions } from './import-options';

describe('the options of an import', () => {
  it('need a file, and go to where HOST and PORT say', () => {
    expect(parseImportOptions(['a.csv'], {})).toEqual({
      file: 'a.csv',
      url: new URL('http://127.0.0.1:8080'),
      token: undefined,
      dryRun: false,
      sample: false,
    });
  });

  it.each([
    [{ HOST: '0.0.0.0', PORT: '9000' }, 'http://127.0.0.1:9000/'],
    [{ HOST: '::', PORT: '9000' }, 'http://127.0.0.1:9000/'],
    [{ HOST: '::1' }, 'http://[::1]:8080/'],
    [{ HOST: 'gifts.example.org', PORT: '80' }, 'http://gifts.example.org/'],
  ])('find the server of %j', (env, url) => {
    expect(parseImportOptions(['a.csv'], env)?.url.href).toBe(url);
  });

  it('are read from the command line', () => {
    const argv = ['--url', 'https://h', '--token', 't', '--dry-run', '-'];
    expect(parseImportOptions(argv, { PORT: '1' })).toMatchObject({
      file: '-',
      url: new URL('https://h'),
      token: 't',
      dryRun: true,
    });
  });

  it('can ask for help', () => {
    expect(parseImportOptions(['--help'], {})).toBeUndefined();
  });

  it.each([
    [[], 'which file?'],
    [['a.csv', 'b.csv'], 'one file at a time'],
    [['a.csv', '--url', 'h'], '--url must be a URL'],
    [['a.csv', '--fast'], "Unknown option '--fast'"],
  ])('are refused: %j', (argv, message) => {
    expect(() => parseImportOptions(argv, {})).toThrow(UsageError);
    expect(() => parseImportOptions(argv, {})).toThrow(message);
  });
});
