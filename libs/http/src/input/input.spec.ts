import 'reflect-metadata';
import { IsOptional, IsString } from 'class-validator';
import fc from 'fast-check';
import { IsCoinsText, IsDiamondsText, IsMoneyText, type MoneyInput } from './amount-validators';
import { checkInput, IgnoreUnknown, parseInput } from './input';
import { Optional } from './input-rule';
import { IsListOf, IsNested, IsUncheckedListOf } from './nested-validators';
import { RefusalError } from '../problem/refusal-error';
import {
  IsAccountId,
  IsFlag,
  IsGiftId,
  IsGiftTxId,
  IsIdempotencyKey,
  IsOneOf,
  IsPositionText,
  IsProviderId,
  IsPurchaseId,
  IsSessionId,
  IsText,
  IsTimestamp,
  IsTransactionId,
  IsWholeNumber,
} from './validators';

class GiftInput {
  @IsGiftId()
  readonly giftId!: string;

  @IsWholeNumber({ min: 1, max: 9_999 })
  readonly quantity!: number;

  @Optional()
  @IsText({ max: 5 })
  readonly message?: string;

  @Optional()
  @IsCoinsText()
  readonly coins?: string;

  @Optional()
  @IsMoneyText()
  readonly paid?: MoneyInput;
}

class GiftListInput {
  @IsListOf(() => GiftInput, { min: 1, max: 4 })
  readonly items!: readonly GiftInput[];
}

const GIFT = { giftId: 'rose', quantity: 3 };
const fieldsOf = (type: new () => object, value: unknown) =>
  checkInput(type, value)
    .faults?.map(({ field }) => field)
    .sort();

describe('checkInput', () => {
  it('hands out an instance with the members that came', () => {
    const value = { ...GIFT, paid: { currency: 'JPY', value: '1000' } };
    const { input } = checkInput(GiftInput, value);
    expect(input).toBeInstanceOf(GiftInput);
    expect(input).toEqual(value);
    expect(Object.keys(input ?? {})).toEqual(['giftId', 'quantity', 'paid']);
  });

  it.each<[string, unknown, string[]]>([
    ['an unknown member', { ...GIFT, price: '1' }, ['price']],
    ['a number as amount', { ...GIFT, coins: 5 }, ['coins']],
    ['zero', { ...GIFT, coins: '0' }, ['coins']],
    ['null for an optional member', { ...GIFT, message: null }, ['message']],
    ['null for a required member', { ...GIFT, giftId: null }, ['giftId']],
    ['null for a nested member', { ...GIFT, paid: null }, ['paid']],
    ['text as number', { ...GIFT, quantity: '3' }, ['quantity']],
    ['a fraction', { ...GIFT, quantity: 1.5 }, ['quantity']],
    ['more than the bound', { ...GIFT, quantity: 10_000 }, ['quantity']],
    ['all faults at once', { giftId: '..', x: 1 }, ['giftId', 'quantity', 'x']],
    [
      'a fraction of a cent',
      { ...GIFT, paid: { currency: 'USD', value: '1.005' } },
      ['paid.value'],
    ],
    ['a number as money', { ...GIFT, paid: { currency: 'USD', value: 1 } }, ['paid.value']],
    ['an unknown currency', { ...GIFT, paid: { currency: 'usd', value: '1' } }, ['paid.currency']],
    ['a member too many', { ...GIFT, paid: { currency: 'USD', value: '1', x: 1 } }, ['paid.x']],
    ['money as text', { ...GIFT, paid: '1.00' }, ['paid']],
    ['money as list', { ...GIFT, paid: [{ currency: 'USD', value: '1.00' }] }, ['paid']],
    ['a list', [GIFT], ['body']],
    ['null', null, ['body']],
    ['text', 'rose', ['body']],
  ])('refuses %s', (_what, value, fields) => {
    expect(fieldsOf(GiftInput, value)).toEqual(fields);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'refuses the member %s',
    (name) => {
      const value: unknown = JSON.parse(
        `{"giftId":"rose","quantity":1,"${name}":{"isAdmin":true}}`,
      );
      expect(checkInput(GiftInput, value).faults).toEqual([
        { field: name, reason: 'is not known here' },
      ]);
      expect('isAdmin' in {}).toBe(false);
    },
  );

  it('names the place of a fault in a list', () => {
    const items = [GIFT, { ...GIFT, paid: { currency: 'USD', value: '-1' } }, 7];
    expect(checkInput(GiftListInput, { items }).faults).toEqual([
      {
        field: 'items[1].paid.value',
        reason: 'must be a plain decimal string such as "12" or "12.5"',
      },
      { field: 'items[2]', reason: 'must be an object' },
    ]);
  });

  it.each([
    ['too long', [GIFT, GIFT, GIFT, GIFT, { x: 1 }]],
    ['empty', []],
    ['an object', { 0: GIFT, length: 1 }],
  ])('does not look into a list that is %s', (_what, items) => {
    expect(checkInput(GiftListInput, { items }).faults).toEqual([
      { field: 'items', reason: 'must be a list of 1 to 4' },
    ]);
  });

  it('tells at most fifty faults, and short names', () => {
    const names = Array.from({ length: 500 }, (_, index) => [`${index}${'n'.repeat(100)}`, 1]);
    const faults = checkInput(GiftInput, Object.fromEntries(names)).faults ?? [];
    expect(faults).toHaveLength(50);
    expect(Math.max(...faults.map(({ field }) => field.length))).toBe(64);
  });

  it('leaves unknown members out where the class or the caller says so', () => {
    @IgnoreUnknown()
    class EventInput {
      @IsNested(() => GiftInput)
      readonly data!: GiftInput;
    }
    const value = { data: GIFT, traceparent: '00' };
    expect(checkInput(EventInput, value).input).toEqual({ data: GIFT });
    expect(fieldsOf(EventInput, { data: { ...GIFT, x: 1 } })).toEqual(['data.x']);
    expect(checkInput(GiftInput, { ...GIFT, x: 1 }, 'ignore').input).toEqual(GIFT);
  });

  it('knows the members of a base class, and of a class without any', () => {
    class NamedGiftInput extends GiftInput {
      @IsIdempotencyKey()
      readonly key!: string;
    }
    class NothingInput {}
    expect(fieldsOf(NamedGiftInput, { ...GIFT, paid: {} })).toEqual([
      'key',
      'paid.currency',
      'paid.value',
    ]);
    expect(checkInput(NothingInput, {}).input).toEqual({});
    expect(fieldsOf(NothingInput, { x: 1 })).toEqual(['x']);
  });

  it('strips the name from the messages of class-validator itself', () => {
    class PlainInput {
      @IsString()
      readonly name!: string;
    }
    expect(checkInput(PlainInput, { name: 1 }).faults).toEqual([
      { field: 'name', reason: 'must be a string' },
    ]);
  });

  it('does not take a class whose optional members let null pass', () => {
    class LenientInput {
      @IsOptional()
      @IsString()
      readonly name?: string;
    }
    expect(() => checkInput(LenientInput, {})).toThrow('must say @Optional()');
  });

  it('takes nothing but what the class says, and is never surprised', () => {
    const name = fc.constantFrom(
      ...['giftId', 'quantity', 'message', 'coins', 'paid', 'currency', 'value', 'items'],
      ...['__proto__', 'constructor', 'x'],
    );
    const good = fc.constantFrom('rose', '833', '10.00', 'USD', 1, 9_999);
    const leaf = fc.oneof(good, fc.jsonValue(), fc.constantFrom(1e300, -0, 0.5, '1e3', '-1', null));
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.dictionary(name, tie('node'), { maxKeys: 4 }),
        fc.array(tie('node'), { maxLength: 5 }),
        fc.record({ giftId: fc.constant('rose'), quantity: fc.constant(1), coins: leaf }),
      ),
    }));
    let taken = 0;
    fc.assert(
      fc.property(node, (value) => {
        const { input, faults } = checkInput(GiftInput, value);
        expect((faults?.length ?? 0) > 0).toBe(input === undefined);
        if (input === undefined) return;
        taken += 1;
        expect(
          Object.keys(input).filter((key) => !/^(giftId|quantity|message|coins|paid)$/.test(key)),
        ).toEqual([]);
        expect([typeof input.giftId, Number.isInteger(input.quantity)]).toEqual(['string', true]);
        expect(typeof (input.coins ?? '')).toBe('string');
      }),
      { numRuns: 10_000 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});

describe('parseInput', () => {
  it('throws a refusal with every fault', () => {
    let thrown: unknown;
    try {
      parseInput(GiftInput, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RefusalError);
    expect(thrown).toMatchObject({
      code: 'validation',
      message: 'giftId must be an id of 1 to 64 characters A-Z a-z 0-9 _ . : -.',
      more: { errors: [{ field: 'giftId' }, { field: 'quantity' }] },
    });
  });
});

describe('rules', () => {
  const rules: [string, PropertyDecorator, readonly unknown[], readonly unknown[]][] = [
    [
      'IsCoinsText',
      IsCoinsText(),
      ['1', '833'],
      ['0', '-1', '1.5', '01', '', 1, '1000000000000000001'],
    ],
    ['IsCoinsText orZero', IsCoinsText({ orZero: true }), ['0'], ['00', '-0', null]],
    ['IsDiamondsText', IsDiamondsText(), ['0.5', '416.5'], ['0', '0.0000001', '1e3', '+1', 416.5]],
    ['IsAccountId', IsAccountId(), ['ana', 'A_.:-9'], ['', '.', '..', 'a b', 'é', 'a'.repeat(65)]],
    ['IsSessionId', IsSessionId(), ['live-1'], ['live/1']],
    ['IsGiftTxId', IsGiftTxId(), ['f81d4fae-7dec-51d0-a765-00a0c91e6bf6'], ['{}']],
    ['IsProviderId', IsProviderId(), ['stripe', 'p-1'], ['Stripe', 'p.1', 'p'.repeat(33)]],
    ['IsTransactionId', IsTransactionId(), ['t'.repeat(128)], ['t'.repeat(129), '', 't/1']],
    ['IsPurchaseId', IsPurchaseId(), ['stripe.ch_1', 'p.a.b'], ['stripe', '.ch', 'P.ch', 'p.']],
    ['IsPositionText', IsPositionText(), ['0', '184467'], ['-1', '01', 1, '']],
    [
      'IsIdempotencyKey',
      IsIdempotencyKey(),
      [' ', 'k'.repeat(128)],
      ['', 'k'.repeat(129), 'é', '\n'],
    ],
    ['IsFlag', IsFlag(), [true, false], ['true', 0, null]],
    ['IsOneOf', IsOneOf(['paypal', 'bank']), ['bank'], ['Bank', '', ['bank']]],
    ['IsText', IsText({ max: 2 }), ['ab', '👍👍'], ['', 'abc', '👍👍👍', '\ud83d', 5]],
    [
      'IsWholeNumber',
      IsWholeNumber({ min: 0, max: 9 }),
      [0, -0, 9],
      [10, -1, 0.5, '5', 1e300, null],
    ],
    [
      'IsTimestamp',
      IsTimestamp(),
      ['2026-01-31T12:00:00Z', '2024-02-29T23:59:59.123Z'],
      [
        '2026-01-31',
        '2026-02-30T00:00:00Z',
        '2026-01-31T25:00:00Z',
        '2026-01-31T12:00:00+01:00',
        1,
      ],
    ],
    [
      'IsUncheckedListOf',
      IsUncheckedListOf(() => GiftInput, { min: 1, max: 2 }),
      [[null], [1, {}]],
      [[], [1, 2, 3], {}],
    ],
  ];

  it.each(rules)('%s', (_name, decorate, good, bad) => {
    class OneInput {
      declare readonly member: unknown;
    }
    decorate(OneInput.prototype, 'member');
    expect(good.filter((member) => fieldsOf(OneInput, { member }) !== undefined)).toEqual([]);
    expect(bad.filter((member) => fieldsOf(OneInput, { member }) === undefined)).toEqual([]);
    expect(fieldsOf(OneInput, {})).toEqual(['member']);
  });
});
