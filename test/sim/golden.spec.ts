import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { canonicalBytes, categoryOf, type StoredEvent } from '@gifting/event-store';
import { MessageNoted } from '@gifting/engine/runtime';
import { canonicalJson, type JsonObject } from '@gifting/kernel';
import type { EventDeclaration } from '@gifting/kernel/schema';
import { TrialBalance } from '../../apps/audit/src/domain/trial-balance';
import * as earnings from '../../apps/creator-earnings/src/domain/earnings.events';
import * as gift from '../../apps/gift/src/domain/gift.events';
import * as operation from '../../libs/engine/src/operation.events';
import * as payout from '../../apps/payout/src/domain/payout.events';
import * as purchase from '../../apps/wallet/src/domain/purchase.events';
import * as refund from '../../apps/wallet/src/domain/refund.events';
import * as wallet from '../../apps/wallet/src/domain/wallet.events';
import { PureEconomy } from './pure-economy';
import { FULL_EVENING, play } from './random-evening';

const FOLDER = join(__dirname, 'golden');
const fileOf = ({ schemaVersion, type }: StoredEvent) =>
  join(FOLDER, `${type}.v${schemaVersion}.json`);

function history(): readonly StoredEvent[] {
  const economy = new PureEconomy(() => undefined);
  play(economy, FULL_EVENING);
  return economy.log;
}

const EVENTS = history();
/** The first event of each type and version, as the store keeps it. */
const FIRST = [
  ...new Map(EVENTS.toReversed().map((event) => [`${event.type} ${event.schemaVersion}`, event])),
].map(([, event]) => event);

if (process.env.GIFTING_UPDATE_GOLDEN === 'yes') {
  mkdirSync(FOLDER, { recursive: true });
  // Never over an old one: a stored event means for ever what it meant when it was written.
  for (const event of FIRST) {
    const text = `${JSON.stringify(JSON.parse(canonicalBytes(event).toString()), undefined, 2)}\n`;
    if (!existsSync(fileOf(event))) writeFileSync(fileOf(event), text);
  }
}

const golden = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as JsonObject;

/** What each kind of streams may hold. */
const DECLARED: Readonly<Record<string, readonly EventDeclaration[]>> = Object.fromEntries(
  Object.entries({ earnings, gift, operation, payout, purchase, refund, wallet }).map(
    ([category, declarations]) => [category, [...Object.values(declarations), MessageNoted]],
  ),
);

const ajv = new Ajv2020({ allErrors: true, strict: true });

const declarationOf = ({ schemaVersion, stream, type }: StoredEvent) =>
  DECLARED[categoryOf(stream)]?.find(
    (each) => each.type === type && each.schemaVersion === schemaVersion,
  );

/** The event without optional members that were declared after its golden file was written. */
function asWritten(event: StoredEvent): StoredEvent {
  const written = golden(basename(fileOf(event))).data as JsonObject;
  const required = declarationOf(event)?.schema.required as readonly string[];
  const members = Object.entries(event.data).filter(
    ([name]) => name in written || required.includes(name),
  );
  return { ...event, data: Object.fromEntries(members) };
}

describe('golden files of stored events', () => {
  it.each(FIRST.map((event) => [`${event.type} v${event.schemaVersion}`, event] as const))(
    '%s is written as it always was',
    (_, event) => {
      expect(existsSync(fileOf(event))).toBe(true);
      expect(canonicalBytes(asWritten(event)).toString()).toBe(
        canonicalJson(JSON.parse(readFileSync(fileOf(event), 'utf8')) as JsonObject),
      );
    },
  );

  it('cover every event that was ever written, and each can still be read', () => {
    const files = readdirSync(FOLDER).sort();
    expect(files).toEqual(
      FIRST.map((event) => `${event.type}.v${event.schemaVersion}.json`).sort(),
    );
    const books = new TrialBalance();
    for (const file of files) {
      const event = { ...golden(file), position: '1' } as unknown as StoredEvent;
      expect(() => books.apply(event)).not.toThrow();
    }
  });

  it('hold data in canonical order, so that the stored bytes are the canonical form', () => {
    for (const { data, type } of EVENTS) {
      expect([type, JSON.stringify(data)]).toEqual([type, canonicalJson(data)]);
    }
  });
});

/** Whether an event is what the owner of its stream declares, perhaps with other data. */
function isDeclared(event: StoredEvent, data: JsonObject = event.data): boolean {
  const schema = declarationOf(event)?.schema;
  return schema !== undefined && ajv.compile(schema)(data);
}

describe('the declarations of stored events', () => {
  const files = readdirSync(FOLDER).map((file) => golden(file) as unknown as StoredEvent);

  it.each(files.map((event) => [event.type, event] as const))('accept %s', (_, event) => {
    expect(isDeclared(event)).toBe(true);
  });

  it.each(files.map((event) => [event.type, event] as const))(
    'refuse %s with one member more, one less, or one that is null',
    (_, event) => {
      const { data } = event;
      expect(isDeclared(event, { ...data, surprise: 'x' })).toBe(false);
      for (const name of Object.keys(data)) {
        expect([name, isDeclared(event, { ...data, [name]: null })]).toEqual([name, false]);
      }
      const required = declarationOf(event)?.schema.required as readonly string[];
      expect(required.length).toBeGreaterThan(0);
      for (const name of required) {
        const { [name]: _left, ...rest } = data;
        expect([name, isDeclared(event, rest)]).toEqual([name, false]);
      }
    },
  );

  it('know the kind of streams that an event belongs to', () => {
    const [event] = files;
    expect(event && isDeclared({ ...event, stream: 'nobody-1' })).toBe(false);
  });

  it('hold for every event of an evening', () => {
    for (const event of EVENTS) expect([event.type, isDeclared(event)]).toEqual([event.type, true]);
  });
});

it('no creator learns who gave anonymously', () => {
  const credits = EVENTS.filter(({ type }) => type === 'DiamondsCredited');
  const anonymous = credits.filter(({ data }) => data.anonymous === true);
  expect(anonymous.length).toBeGreaterThan(0);
  expect(anonymous.length).toBeLessThan(credits.length);
  for (const { data } of credits) expect('viewerId' in data).toBe(data.anonymous === false);
});

it('a replay is byte-equal', () => {
  expect(history().map((event) => canonicalBytes(event).toString())).toEqual(
    EVENTS.map((event) => canonicalBytes(event).toString()),
  );
});
