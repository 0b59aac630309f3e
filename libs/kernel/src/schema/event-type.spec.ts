import { coinsText, moneyText } from './amounts';
import { type EventOf, eventType } from './event-type';
import { accountId, giftTxId } from './ids';
import { flag, listOf, optional, record, text } from './vocabulary';

const part = record('A part.', { coins: coinsText(), value: moneyText() });
const Given = eventType('Given', 1, 'Something was given.', {
  viewerId: accountId(),
  anonymous: flag('Whether the viewer stays unknown.'),
  parts: listOf(part, 'What it is made of.'),
  note: optional(text('A note.')),
});
type Given = EventOf<typeof Given>;
const Shown = eventType('Shown', 2, 'What others see.', {
  anonymous: flag('Whether the viewer stays unknown.'),
  place: text('Where.'),
  viewerId: optional(accountId('Absent when anonymous.')),
});

const usd = { currency: 'USD', value: '1.00' };
const DATA = {
  anonymous: true,
  parts: [{ coins: '1', value: usd }],
  viewerId: 'ana',
} as unknown as Given['data'];

describe('an event of a declared type', () => {
  it('has its type, its version and its data', () => {
    const { schemaVersion, type } = Shown.of(DATA, { place: 'here', viewerId: undefined });
    expect({ schemaVersion, type }).toEqual({ schemaVersion: 2, type: 'Shown' });
    expect(Given.of(DATA)).toStrictEqual({ type: 'Given', schemaVersion: 1, data: DATA });
  });

  it('is in canonical order, whatever order it is declared or made in', () => {
    const { anonymous, parts, viewerId } = DATA;
    const { data } = Given.of({ viewerId, note: 'n', parts, anonymous });
    expect(JSON.stringify(data)).toBe(
      '{"anonymous":true,"note":"n","parts":[{"coins":"1","value":{"currency":"USD","value":"1.00"}}],"viewerId":"ana"}',
    );
  });

  it('has no member that is not declared, at any depth', () => {
    const wider = {
      ...DATA,
      parts: [{ secret: 1, value: { ...usd, secret: 1 }, coins: '1' }],
      secret: 1,
    } as unknown as Given['data'];
    expect(JSON.stringify(Given.of(wider).data)).toBe(JSON.stringify(DATA));
  });

  it('leaves out what is undefined, and takes what it is given besides first', () => {
    expect(Given.of({ ...DATA, note: undefined }).data).toStrictEqual(DATA);
    const shown = Shown.of(DATA, { place: 'here', viewerId: undefined });
    expect(shown.data).toStrictEqual({ anonymous: true, place: 'here' });
  });

  it('reads what it is made of and never changes it', () => {
    const frozen = Object.freeze({ ...DATA, parts: Object.freeze([Object.freeze(part)]) });
    expect(() => Given.of(frozen as unknown as Given['data'])).not.toThrow();
  });

  it('does not compile where a member is missing, too many, or undecided', () => {
    const { viewerId: _, ...lacking } = DATA;
    // @ts-expect-error viewerId is missing
    Given.of(lacking);
    // @ts-expect-error nobody declared it
    Given.of({ ...DATA, surprise: 'x' } satisfies Given['data']);
    // @ts-expect-error place is missing
    Shown.of(DATA, { viewerId: undefined });
    // @ts-expect-error the facts always have a viewer, so somebody must say whether it is shown
    Shown.of(DATA, { place: 'here' });
    const other = Given.of(DATA).data.viewerId;
    // @ts-expect-error a viewer is no gift
    eventType('Sent', 1, '', { giftTxId: giftTxId() }).of({ giftTxId: other });
  });
});
