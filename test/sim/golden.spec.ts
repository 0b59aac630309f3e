import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes, type StoredEvent } from '@gifting/event-store';
import { canonicalJson, type JsonObject } from '@gifting/kernel';
import { TrialBalance } from '../../apps/audit/src/domain/trial-balance';
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

describe('golden files of stored events', () => {
  it.each(FIRST.map((event) => [`${event.type} v${event.schemaVersion}`, event] as const))(
    '%s is written as it always was',
    (_, event) => {
      expect(existsSync(fileOf(event))).toBe(true);
      expect(canonicalBytes(event).toString()).toBe(
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

it('a replay is byte-equal', () => {
  expect(history().map((event) => canonicalBytes(event).toString())).toEqual(
    EVENTS.map((event) => canonicalBytes(event).toString()),
  );
});
