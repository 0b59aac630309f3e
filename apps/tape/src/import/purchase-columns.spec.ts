import {
  HeaderError,
  OPTIONAL_COLUMNS,
  PurchaseColumns,
  REQUIRED_COLUMNS,
} from './purchase-columns';

const GOOD = {
  provider: 'web-card',
  transactionId: 'inv-1',
  viewerId: 'ana',
  region: 'US-CA',
  channel: 'web',
  method: 'card, 3-D Secure',
  currency: 'USD',
  paid: '10.00',
  capturedAt: '2026-01-31T18:00:00Z',
  bundleId: 'coins-70',
  tax: '0.5',
  channelFee: '1',
};

function readLine(values: Partial<typeof GOOD>) {
  const line = { ...GOOD, ...values };
  return PurchaseColumns.of(Object.keys(line)).read(Object.values(line));
}

describe('the header', () => {
  it('names the columns in any order', () => {
    const names = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS].reverse();
    const columns = PurchaseColumns.of(names);
    const line = names.map((name) => GOOD[name]);
    expect(columns.read(line)).toEqual(readLine({}));
    expect(columns.nameOf(0)).toBe(names[0]);
  });

  it('may leave out what a purchase may lack', () => {
    const columns = PurchaseColumns.of(REQUIRED_COLUMNS);
    const read = columns.read(REQUIRED_COLUMNS.map((name) => GOOD[name]));
    expect(read).toEqual({
      provider: 'web-card',
      transactionId: 'inv-1',
      viewerId: 'ana',
      region: 'US-CA',
      channel: 'web',
      method: 'card, 3-D Secure',
      paid: { currency: 'USD', value: '10.00' },
      capturedAt: '2026-01-31T18:00:00Z',
    });
  });

  it('is refused with every fault that it has', () => {
    const header = ['provider', 'Provider', 'viewerId', 'viewerId', 'region', 'channel'];
    expect(() => PurchaseColumns.of(header)).toThrow(
      new HeaderError(
        [
          'there is no column "Provider"',
          'the column viewerId stands twice',
          'the column transactionId is missing',
          'the column method is missing',
          'the column currency is missing',
          'the column paid is missing',
          'the column capturedAt is missing',
        ].join('\n'),
      ),
    );
  });
});

describe('a line', () => {
  it('becomes the report of a purchase, its amounts as the API writes them', () => {
    expect(readLine({})).toEqual({
      provider: 'web-card',
      transactionId: 'inv-1',
      viewerId: 'ana',
      region: 'US-CA',
      channel: 'web',
      method: 'card, 3-D Secure',
      bundleId: 'coins-70',
      paid: { currency: 'USD', value: '10.00' },
      tax: { currency: 'USD', value: '0.50' },
      channelFee: { currency: 'USD', value: '1.00' },
      capturedAt: '2026-01-31T18:00:00Z',
    });
  });

  it('is a custom amount where the bundle is empty', () => {
    const read = readLine({ bundleId: '', tax: '', channelFee: '' });
    expect(Object.keys(read)).toEqual(expect.not.arrayContaining([...OPTIONAL_COLUMNS]));
  });

  it.each([
    ['provider', 'Web Card', 'must be 1 to 32 characters a-z 0-9 -'],
    ['transactionId', '', 'must be 1 to 128 characters A-Z a-z 0-9 _ . : -'],
    ['viewerId', 'ana@example.org', 'must be an id of 1 to 64 characters A-Z a-z 0-9 _ . : -'],
    ['viewerId', '..', 'must be an id of 1 to 64 characters A-Z a-z 0-9 _ . : -'],
    ['region', 'U_S', 'must be a region such as US or US-CA'],
    ['channel', 'phone', 'must be one of app, web'],
    ['method', '', 'must be text of 1 to 64 characters in UTF-8'],
    ['method', 'caf\uFFFD', 'must be text of 1 to 64 characters in UTF-8'],
    ['bundleId', 'x'.repeat(65), 'must be at most 64 characters'],
    ['currency', 'usd', 'must be a currency code of ISO 4217'],
    ['paid', '1.001', 'must have at most 2 digits after the point'],
    ['paid', '', 'must be a plain decimal string such as "12" or "12.5"'],
    ['paid', '-1', 'must be a plain decimal string such as "12" or "12.5"'],
    ['tax', '1e3', 'must be a plain decimal string such as "12" or "12.5"'],
    ['channelFee', '9999999999999', 'must not exceed 10^18 of its smallest unit'],
    [
      'capturedAt',
      '2026-02-30T18:00:00Z',
      'must be a time of RFC 3339 in UTC, such as 2026-01-31T12:00:00Z',
    ],
    [
      'capturedAt',
      '2026-01-31 18:00',
      'must be a time of RFC 3339 in UTC, such as 2026-01-31T12:00:00Z',
    ],
  ])('is refused for its %s: %j', (column, value, reason) => {
    expect(readLine({ [column]: value })).toEqual([{ column, reason }]);
  });

  it('holds amounts to the digits of their currency', () => {
    expect(readLine({ currency: 'JPY', paid: '1000', tax: '', channelFee: '0.5' })).toEqual([
      { column: 'channelFee', reason: 'must be a whole number' },
    ]);
  });

  it('tells everything that is wrong at once', () => {
    const faults = readLine({ provider: 'X', channel: '', paid: 'ten' });
    expect(faults).toMatchObject([
      { column: 'provider' },
      { column: 'channel' },
      { column: 'paid' },
    ]);
  });

  it('is refused as a whole where it has too few or too many values', () => {
    const columns = PurchaseColumns.of(REQUIRED_COLUMNS);
    expect(columns.read(['a', 'b'])).toEqual([{ reason: 'has 2 values where the header has 9' }]);
  });
});
