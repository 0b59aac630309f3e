import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parsePolicy, PRESET_NAMES, PRESETS } from '@gifting/economy';
import { parseDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { parseMoney } from '@gifting/kernel/money';
import { eveningOf } from './evening';
import { type PayoutStep, type PurchaseStep, sendingsOf, type TapeStep } from './steps';
import { TapeFacts } from './tape-facts';
import { DEFAULT_TAPE, EVENING_MS, type TapeOptions } from './tape-options';

const SMALL: TapeOptions = { ...DEFAULT_TAPE, viewers: 40, creators: 5, gifts: 300 };

const anyTape: fc.Arbitrary<TapeOptions> = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  viewers: fc.integer({ min: 1, max: 60 }),
  creators: fc.integer({ min: 1, max: 8 }),
  gifts: fc.integer({ min: 1, max: 350 }),
  duplicateShare: fc.constantFrom(0, 0.1, 0.5),
  zipfExponent: fc.constantFrom(0, 1.1, 2),
  startsAtMs: fc.constant(DEFAULT_TAPE.startsAtMs),
  policy: fc.constantFrom(...PRESET_NAMES.map((name) => parsePolicy(PRESETS[name]))),
});

const stepsOf = (options: TapeOptions): readonly TapeStep[] => [...eveningOf(options)];

function hashOf(options: TapeOptions): string {
  const hash = createHash('sha256');
  for (const step of eveningOf(options)) hash.update(`${JSON.stringify(step)}\n`);
  return hash.digest('hex');
}

const ofKind = <Kind extends TapeStep['kind']>(steps: readonly TapeStep[], kind: Kind) =>
  steps.filter((step): step is Extract<TapeStep, { kind: Kind }> => step.kind === kind);

const reportsOf = (steps: readonly TapeStep[]) =>
  ofKind(steps, 'purchases').flatMap(({ reports }) => reports);

describe('the same options', () => {
  it('give the same bytes, on every machine and for ever', () => {
    expect(hashOf(SMALL)).toMatchInlineSnapshot(
      `"dc42f370a31f833c3888d9a242cfeb808f48d903a5fadd92f934679c65b453a3"`,
    );
  });

  it('can be read twice from one tape', () => {
    const tape = eveningOf(SMALL);
    expect([...tape]).toEqual([...tape]);
  });

  it('give another tape for another seed', () => {
    expect(hashOf({ ...SMALL, seed: 8 })).not.toBe(hashOf(SMALL));
  });

  it('give the same ids and keys whenever the evening begins', () => {
    const laterMs = 86_400_000;
    const later = stepsOf({ ...SMALL, startsAtMs: SMALL.startsAtMs + laterMs });
    const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
    const moved = JSON.stringify(stepsOf(SMALL))
      .replaceAll(day(SMALL.startsAtMs), day(SMALL.startsAtMs + laterMs))
      .replaceAll(/"atMs":(\d+)/g, (_, ms: string) => `"atMs":${Number(ms) + laterMs}`);
    expect(JSON.stringify(later)).toBe(moved);
  });
});

it('is lazy: the first step of a billion gifts comes at once', () => {
  const [step] = eveningOf({ ...DEFAULT_TAPE, gifts: 1_000_000_000 });
  expect(step?.index).toBe(0);
});

it('begins with one purchase, captured when the evening begins', () => {
  const [step] = eveningOf(SMALL);
  const { reports } = step as PurchaseStep;
  expect(reports).toHaveLength(1);
  expect(reports[0]?.event.data.capturedAt).toBe(new Date(SMALL.startsAtMs).toISOString());
  expect(reports[0]?.expected.status).toBe('accepted');
});

it.each([
  [{ gifts: 0 }, 'gifts must be a whole number from 1 to 1000000000'],
  [{ viewers: 1.5 }, 'viewers must be a whole number from 1 to 10000000'],
  [{ seed: -1 }, 'seed must be a whole number from 0 to 4294967295'],
  [{ duplicateShare: 1 }, 'duplicates must be a share from 0 to 0.9'],
  [{ zipfExponent: Number.NaN }, 'zipfExponent must be from 0 to 4'],
  [
    { creators: 0, gifts: -1 },
    'creators must be a whole number from 1 to 1000000\ngifts must be a whole number from 1 to 1000000000',
  ],
])('refuses options out of bounds: %j', (options, message) => {
  expect(() => eveningOf({ ...SMALL, ...options })).toThrow(new RangeError(message));
});

describe('any evening', () => {
  const holds = (check: (steps: readonly TapeStep[], options: TapeOptions) => void): void =>
    fc.assert(
      fc.property(anyTape, (options) => check(stepsOf(options), options)),
      { numRuns: 40 },
    );

  it('goes forward in time, without gaps', () => {
    holds((steps, { startsAtMs }) => {
      steps.forEach(({ atMs, index }, place) => {
        expect(index).toBe(place);
        expect(atMs).toBeGreaterThanOrEqual(steps[place - 1]?.atMs ?? startsAtMs);
        expect(atMs).toBeLessThanOrEqual(startsAtMs + EVENING_MS);
      });
    });
  });

  it('tries as many gifts as asked for, each under a key of its own', () => {
    holds((steps, { gifts }) => {
      const keys = steps.flatMap(sendingsOf).map(({ key }) => key);
      expect(keys).toHaveLength(gifts);
      expect(new Set(keys).size).toBe(gifts);
    });
  });

  it('knows of every gift whether the wallet holds enough', () => {
    holds((steps, { policy }) => {
      const wallets = new Map<string, bigint>();
      const holdsNow = (viewerId: string): bigint => wallets.get(viewerId) ?? 0n;
      for (const step of steps) {
        if (step.kind === 'purchases') {
          for (const { event, expected } of step.reports) {
            const { viewerId } = event.data;
            const coins = expected.status === 'accepted' ? BigInt(expected.coins) : 0n;
            wallets.set(viewerId, holdsNow(viewerId) + coins);
          }
        }
        if (step.kind === 'read' && step.coins !== undefined) {
          expect(BigInt(step.coins)).toBe(holdsNow(step.subject));
        }
        if (step.kind !== 'gift' && step.kind !== 'gift-batch') continue;
        for (const { expected, request } of sendingsOf(step)) {
          const price = policy.catalogue.get(request.giftId)?.coins ?? 0n;
          const cost = price * BigInt(request.quantity);
          const before = holdsNow(step.viewerId);
          expect(BigInt(expected.coins)).toBe(cost);
          expect(expected.outcome).toBe(cost <= before ? 'sent' : 'declined');
          if (expected.outcome === 'declined') continue;
          wallets.set(step.viewerId, before - cost);
          expect(BigInt(expected.balance)).toBe(before - cost);
          expect(readMicrodiamonds(expected.microdiamonds)).toBe(
            cost * policy.microdiamondsPerCoin,
          );
        }
      }
    });
  });

  it('lets nobody send gifts to themselves', () => {
    holds((steps) => {
      for (const step of steps) {
        if (step.kind !== 'gift' && step.kind !== 'gift-batch') continue;
        for (const { request } of sendingsOf(step)) {
          expect(request.creatorId).not.toBe(step.viewerId);
        }
      }
    });
  });

  it('reports every purchase first as what it is, then as a duplicate with the same content', () => {
    holds((steps) => {
      const first = new Map<string, string>();
      const eventIds = new Set<string>();
      for (const { event, expected } of reportsOf(steps)) {
        const { id, data, subject } = event;
        const content = JSON.stringify(data);
        expect(subject).toBe(`${data.provider}.${data.transactionId}`);
        expect(expected.status === 'duplicate').toBe(first.has(subject));
        expect(first.get(subject) ?? content).toBe(content);
        first.set(subject, content);
        eventIds.add(id);
      }
      expect(eventIds.size).toBe(reportsOf(steps).length);
    });
  });

  it('reports for each app only its providers, in batches that the API takes', () => {
    holds((steps) => {
      for (const { app, reports } of ofKind(steps, 'purchases')) {
        expect(reports.length).toBeGreaterThanOrEqual(1);
        expect(reports.length).toBeLessThanOrEqual(500);
        for (const { event } of reports) expect(app.providers).toContain(event.data.provider);
      }
      for (const { sendings } of ofKind(steps, 'gift-batch')) {
        expect(sendings.length).toBeGreaterThanOrEqual(2);
        expect(sendings.length).toBeLessThanOrEqual(500);
      }
    });
  });

  it('captures every purchase during the evening', () => {
    holds((steps, { startsAtMs }) => {
      for (const { event } of reportsOf(steps)) {
        const atMs = Date.parse(event.data.capturedAt);
        expect(atMs).toBeGreaterThanOrEqual(startsAtMs);
        expect(atMs).toBeLessThanOrEqual(startsAtMs + EVENING_MS);
      }
    });
  });

  it('ends with payouts of what was earned', () => {
    holds((steps) => {
      const earned = new Map<string, bigint>();
      for (const { expected, request } of steps.flatMap(sendingsOf)) {
        if (expected.outcome === 'declined') continue;
        const before = earned.get(request.creatorId) ?? 0n;
        earned.set(request.creatorId, before + BigInt(expected.microdiamonds));
      }
      const payouts = ofKind(steps, 'payout');
      for (const payout of payouts) {
        expect(parseDiamonds(payout.earned)).toBe(earned.get(payout.creatorId) ?? 0n);
      }
      expect(steps.slice(-payouts.length)).toEqual(payouts);
    });
  });

  it('adds up to the facts', () => {
    holds((steps) => {
      const facts = new TapeFacts();
      for (const step of steps) facts.add(step);
      const { coins, gifts, paid, payouts, purchases } = facts.totals();
      const reports = reportsOf(steps);
      const distinct = reports.filter(({ expected }) => expected.status !== 'duplicate');
      const sent = steps.flatMap(sendingsOf).filter(({ expected }) => expected.outcome === 'sent');
      const sum = (amounts: readonly string[]): string =>
        String(amounts.reduce((total, amount) => total + BigInt(amount), 0n));
      expect(purchases.events).toBe(reports.length);
      expect(purchases.distinct).toBe(new Set(reports.map(({ event }) => event.subject)).size);
      expect(purchases.duplicates).toBe(reports.length - distinct.length);
      expect(purchases.held).toBe(
        distinct.filter(({ expected }) => expected.status === 'held').length,
      );
      expect(coins.bought).toBe(
        sum(distinct.flatMap(({ expected }) => ('coins' in expected ? [expected.coins] : []))),
      );
      expect(coins.spent).toBe(sum(sent.map(({ expected }) => expected.coins)));
      expect(BigInt(coins.left)).toBe(BigInt(coins.bought) - BigInt(coins.spent));
      expect(gifts.sent).toBe(sent.length);
      expect(payouts).toBe(ofKind(steps, 'payout').length);
      const dollars = distinct
        .map(({ event }) => parseMoney(event.data.paid))
        .filter(({ currency }) => currency === 'USD');
      expect(parseMoney({ currency: 'USD', value: paid.USD ?? '' }).micros).toBe(
        dollars.reduce((total, { micros }) => total + micros, 0n),
      );
    });
  });

  it('tells of facts that change with every step that is left out', () => {
    const factsOf = (steps: readonly TapeStep[]) => {
      const facts = new TapeFacts();
      for (const step of steps) facts.add(step);
      return facts.totals();
    };
    const steps = stepsOf(SMALL).filter(({ kind }) => kind !== 'read');
    const whole = factsOf(steps);
    for (const place of steps.keys()) {
      expect(factsOf(steps.filter((_, other) => other !== place))).not.toEqual(whole);
    }
  });
});

describe('the evening of the demo', () => {
  const steps = stepsOf(DEFAULT_TAPE);

  it('has some creators far more popular than others', () => {
    const counts = new Map<string, number>();
    for (const { request } of steps.flatMap(sendingsOf)) {
      counts.set(request.creatorId, (counts.get(request.creatorId) ?? 0) + 1);
    }
    const ranked = [...counts.values()].sort((a, b) => b - a);
    const [most = 0] = ranked;
    expect(most).toBeGreaterThan(10 * (ranked[Math.floor(ranked.length / 2)] ?? 0));
  });

  it('repeats about as many purchase events as asked for', () => {
    const reports = reportsOf(steps);
    const repeated = reports.filter(({ expected }) => expected.status === 'duplicate').length;
    expect(repeated / reports.length).toBeCloseTo(DEFAULT_TAPE.duplicateShare, 1);
  });

  it('reports some purchases late, behind younger ones', () => {
    let youngest = 0;
    const latenesses = reportsOf(steps).map(({ event }) => {
      const atMs = Date.parse(event.data.capturedAt);
      youngest = Math.max(youngest, atMs);
      return youngest - atMs;
    });
    expect(latenesses.filter((ms) => ms > 10 * 60_000).length).toBeGreaterThan(100);
  });

  it('has gifts of every kind, declined ones, combos, anonymous ones and messages', () => {
    const sendings = steps.flatMap(sendingsOf);
    const count = (is: (sending: (typeof sendings)[number]) => boolean): number =>
      sendings.filter(is).length;
    const giftIds = new Set(sendings.map(({ request }) => request.giftId));
    expect(giftIds).toEqual(new Set(DEFAULT_TAPE.policy.catalogue.keys()));
    expect(count(({ expected }) => expected.outcome === 'declined')).toBeGreaterThan(100);
    expect(count(({ request }) => request.anonymous === true)).toBeGreaterThan(100);
    expect(count(({ request }) => request.message !== undefined)).toBeGreaterThan(100);
    expect(ofKind(steps, 'gift-batch').length).toBeGreaterThan(100);
  });

  it('holds purchases for every reason that a price can give', () => {
    const codes = reportsOf(steps).map(({ expected }) => 'code' in expected && expected.code);
    expect(new Set(codes)).toEqual(
      new Set([
        false,
        'amount-below-one-coin',
        'price-mismatch',
        'unknown-bundle',
        'unknown-currency',
      ]),
    );
  });

  it('comes to every end that a payout can have', () => {
    const states = ofKind(steps, 'payout').map(({ expected }: PayoutStep) => expected.state);
    expect(new Set(states)).toEqual(
      new Set(['declined', 'failed', 'paid', 'returned', 'submitted']),
    );
  });
});
