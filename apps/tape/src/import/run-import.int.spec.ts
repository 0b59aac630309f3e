import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ApiClient } from '../api-client';
import type { PurchaseEvent, PurchaseResult } from '../api-types';
import { type Arrived, type Reply, StubServer } from '../stub-server.fixture';
import { GivenToken } from '../tokens';
import { ImportTally } from './import-tally';
import { HeaderError } from './purchase-columns';
import { importPurchases } from './run-import';
import { SAMPLE_FILE, writeSample } from './sample';

const HEADER = 'provider,transactionId,viewerId,region,channel,method,currency,paid,capturedAt';
const line = (id: string | number, paid = '10.00'): string =>
  `web-card,${id},ana,US,web,card,USD,${paid},2026-01-31T18:00:00.000Z`;
const lines = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => line(index));

/** The upstream part of the platform: natural keys tell duplicates. */
class Purchases {
  readonly known = new Map<string, string>();

  take(event: PurchaseEvent): PurchaseResult {
    const { data, id, subject } = event;
    const content = JSON.stringify(data);
    const before = this.known.get(subject);
    if (before !== undefined) {
      return before === content
        ? { id, status: 'duplicate', purchaseId: subject }
        : { id, status: 'rejected', code: 'purchase-conflict', purchaseId: subject };
    }
    this.known.set(subject, content);
    return data.paid.value === '7.77'
      ? { id, status: 'held', code: 'price-mismatch', purchaseId: subject }
      : { id, status: 'accepted', purchaseId: subject, position: '1' };
  }
}

describe('an import', () => {
  let purchases: Purchases;
  let troubles: Reply[];
  let server: StubServer;
  let api: ApiClient;

  beforeEach(async () => {
    purchases = new Purchases();
    troubles = [];
    server = new StubServer(({ body }: Arrived) => {
      const trouble = troubles.shift();
      if (trouble !== undefined) return trouble;
      const results = (body as readonly PurchaseEvent[]).map((event) => purchases.take(event));
      return { status: 200, body: { results } };
    });
    api = new ApiClient({ url: await server.start(), patienceMs: 5_000 });
  });

  afterEach(async () => {
    api.close();
    await server.stop();
  });

  async function importing(text: string, { dryRun = false } = {}): Promise<ImportTally> {
    const tally = new ImportTally();
    const target = dryRun ? undefined : { api, tokens: new GivenToken('t') };
    await importPurchases(Readable.from([Buffer.from(text)]), target, tally);
    return tally;
  }

  const batches = (): readonly number[] =>
    server.arrived.map(({ body }) => (body as readonly unknown[]).length);

  it('reports every line, in batches of at most 500', async () => {
    const tally = await importing([HEADER, ...lines(1_201)].join('\n'));
    expect(tally.counts.accepted).toBe(1_201);
    expect(purchases.known.size).toBe(1_201);
    expect([...batches()].sort((a, b) => a - b)).toEqual([201, 500, 500]);
    expect(tally.isClean).toBe(true);
  });

  it('makes an event of a line, with its natural key as subject', async () => {
    await importing([HEADER, line('inv-1')].join('\n'));
    expect(server.arrived[0]?.body).toEqual([
      {
        specversion: '1.0',
        id: 'web-card.inv-1',
        source: '/import',
        type: 'purchase.captured.v1',
        subject: 'web-card.inv-1',
        data: {
          provider: 'web-card',
          transactionId: 'inv-1',
          viewerId: 'ana',
          region: 'US',
          channel: 'web',
          method: 'card',
          paid: { currency: 'USD', value: '10.00' },
          capturedAt: '2026-01-31T18:00:00.000Z',
        },
      },
    ]);
  });

  it('can be repeated: everything is a duplicate then', async () => {
    const file = [HEADER, ...lines(30)].join('\n');
    await importing(file);
    const again = await importing(file);
    expect(again.counts).toMatchObject({ accepted: 0, duplicate: 30 });
    expect(again.isClean).toBe(true);
    expect(purchases.known.size).toBe(30);
  });

  it('goes on behind bad lines, and tells line and column of each', async () => {
    const tally = await importing(
      [HEADER, line(1), line(2, '1.234'), '', 'a,b', line(3, '7.77'), line(1, '11.00')].join('\n'),
    );
    expect(tally.counts).toMatchObject({ accepted: 1, bad: 2, held: 1, rejected: 1 });
    expect(tally.isClean).toBe(false);
    expect(tally.summary('file.csv').split('\n')).toEqual([
      'file.csv   lines',
      '─────────  ─────',
      'accepted       1',
      'duplicate      0',
      'held           1',
      'rejected       1',
      'bad lines      2',
      '',
      'line 3, paid: must have at most 2 digits after the point',
      'line 5: has 2 values where the header has 9',
      'line 6: held price-mismatch',
      'line 7: rejected purchase-conflict',
    ]);
  });

  it('takes a held purchase for taken', async () => {
    expect((await importing([HEADER, line(1, '7.77')].join('\n'))).isClean).toBe(true);
  });

  it('lets the first of two lines with one natural key count, however far apart', async () => {
    const tally = await importing(
      [HEADER, line('x', '1.00'), ...lines(1_400), line('x', '2.00')].join('\n'),
    );
    expect(tally.counts).toMatchObject({ accepted: 1_401, rejected: 1 });
    expect(purchases.known.get('web-card.x')).toContain('"1.00"');
  });

  it('lists fifty problems, and counts the others', async () => {
    const tally = await importing([HEADER, ...new Array<string>(73).fill('a')].join('\n'));
    const listed = tally.summary('file.csv').split('\n');
    expect(listed.filter((text) => text.startsWith('line '))).toHaveLength(50);
    expect(listed.at(-1)).toBe('and 23 more');
  });

  it('sends a batch again when the server is busy or hangs up', async () => {
    const later: Reply = { status: 503, headers: { 'retry-after': '0' } };
    troubles.push(later, 'hang up', { status: 429, headers: { 'retry-after': '0' } });
    const tally = await importing([HEADER, ...lines(3)].join('\n'));
    expect(tally.counts.accepted).toBe(3);
    expect(batches()).toEqual([3, 3, 3, 3]);
  });

  it('ends where the server refuses it, and knows how far it came', async () => {
    const tally = new ImportTally();
    const problem = { status: 401, code: 'unauthenticated', detail: 'The token is not valid.' };
    const file = Readable.from([Buffer.from([HEADER, ...lines(3_000)].join('\n'))]);
    troubles.push({ status: 401, body: problem });
    const target = { api, tokens: new GivenToken('t') };
    await expect(importPurchases(file, target, tally)).rejects.toThrow('The token is not valid.');
    expect(tally.sent).toBe(purchases.known.size);
    expect(tally.sent).toBeLessThan(3_000);
  });

  it('checks everything and sends nothing in a dry run', async () => {
    const tally = await importing([HEADER, line(1), line(2, 'ten'), line(3)].join('\n'), {
      dryRun: true,
    });
    expect(server.arrived).toEqual([]);
    expect(tally.summary('file.csv').split('\n')).toEqual([
      'file.csv         lines',
      '───────────────  ─────',
      'without a fault      2',
      'bad lines            1',
      '',
      'line 3, paid: must be a plain decimal string such as "12" or "12.5"',
    ]);
  });

  it.each([
    ['', 'the file is empty; its first line is the header'],
    ['"provider', 'the header has a quote that is not closed on this line'],
    ['provider,price', 'there is no column "price"'],
  ])('sends nothing without a header: %j', async (text, message) => {
    const failing = importing(`${text}\n`);
    await expect(failing).rejects.toThrow(HeaderError);
    await expect(failing).rejects.toThrow(message);
    expect(server.arrived).toEqual([]);
  });

  describe('of the sample', () => {
    let folder: string;
    beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'gifting-import-'))));
    afterEach(() => rm(folder, { recursive: true }));

    it('has no bad line, and a duplicate', async () => {
      const tally = await importing(await readFile(SAMPLE_FILE, 'utf8'));
      expect(tally.counts).toMatchObject({ bad: 0, rejected: 0, duplicate: 1, accepted: 19 });
    });

    it('moves it to yesterday, and writes over no file', async () => {
      const file = join(folder, 'purchases.csv');
      await writeSample(file, Date.parse('2031-03-01T05:00:00Z'));
      const text = await readFile(file, 'utf8');
      const sample = await readFile(SAMPLE_FILE, 'utf8');
      expect(text).toBe(sample.replaceAll('2026-01-31', '2031-02-28'));
      expect(text).not.toBe(sample);
      await expect(writeSample(file, 0)).rejects.toThrow('EEXIST');
    });
  });
});
