import type { Type } from '@nestjs/common';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import { type FieldFault, RefusalError } from '../problem/refusal-error';

/** Reads nested members of an input class; set by the decorators `IsNested` and `IsListOf`. */
export interface NestedInput {
  readonly type: () => Type<object>;
  /** For a list the most entries that are looked at; `undefined` for a single object. */
  readonly maxItems: number | undefined;
}

export type CheckedInput<T> =
  | { readonly input: T; readonly faults?: undefined }
  | { readonly input?: undefined; readonly faults: readonly FieldFault[] };

interface InputShape {
  /** Every member that may stand in the input, with how to read it where it is nested. */
  readonly members: ReadonlyMap<string, NestedInput | undefined>;
  readonly ignoresUnknown: boolean;
}

type Members = Record<string, unknown>;

const NESTED = Symbol('gifting:nested-input');
const IGNORES_UNKNOWN = Symbol('gifting:ignores-unknown');
const MAX_FAULTS = 50;
const MAX_NAME_LENGTH = 64;

const shapes = new Map<Type<object>, InputShape>();

/** Marks a member as nested input. */
export function markNested(prototype: object, member: string, nested: NestedInput): void {
  const known = Reflect.getMetadata(NESTED, prototype) as Map<string, NestedInput> | undefined;
  Reflect.defineMetadata(NESTED, new Map(known).set(member, nested), prototype);
}

/** Members that the class does not know are left out instead of refused, as CloudEvents asks for. */
export const IgnoreUnknown = (): ClassDecorator => (type) =>
  Reflect.defineMetadata(IGNORES_UNKNOWN, true, type);

/**
 * Reads a parsed JSON value as an input class: takes over the members that the class knows, one by
 * one, and checks them by its class-validator rules. All faults are found at once.
 *
 * class-transformer is not used: it drops `constructor` and `__proto__` silently, where they must be
 * refused as unknown members, and follows unknown members down to any depth.
 */
export function checkInput<T extends object>(
  type: Type<T>,
  value: unknown,
  unknownMembers: 'refuse' | 'ignore' = 'refuse',
): CheckedInput<T> {
  const faults: FieldFault[] = [];
  const input = read(type, value, '', faults, unknownMembers);
  return input === undefined || faults.length > 0
    ? { faults: faults.slice(0, MAX_FAULTS) }
    : { input };
}

/** @throws RefusalError `validation` with every fault */
export function parseInput<T extends object>(
  type: Type<T>,
  value: unknown,
  unknownMembers: 'refuse' | 'ignore' = 'refuse',
): T {
  const { input, faults } = checkInput(type, value, unknownMembers);
  if (faults === undefined) return input;
  throw validationRefusal(faults);
}

export function validationRefusal(faults: readonly FieldFault[]): RefusalError {
  const [first] = faults;
  const detail = first ? `${first.field} ${first.reason}.` : 'The input is not valid.';
  return new RefusalError('validation', detail, { errors: faults });
}

function read<T extends object>(
  type: Type<T>,
  value: unknown,
  path: string,
  faults: FieldFault[],
  unknownMembers: 'refuse' | 'ignore' = 'refuse',
): T | undefined {
  if (!isMembers(value)) {
    faults.push({ field: path || 'body', reason: 'must be an object' });
    return undefined;
  }
  const { members, ignoresUnknown } = shapeOf(type);
  const input = new type();
  for (const name of Object.keys(value)) {
    if (!members.has(name)) {
      if (ignoresUnknown || unknownMembers === 'ignore') continue;
      faults.push({ field: join(path, name), reason: 'is not known here' });
      continue;
    }
    const nested = members.get(name);
    const member = value[name];
    (input as Members)[name] = nested
      ? readNested(nested, member, join(path, name), faults)
      : member;
  }
  if (members.size > 0) faults.push(...ruleFaults(input, path));
  return input;
}

/** What is no object, or no list, stays as it came, so that the member's own rule refuses it. */
function readNested(
  { type, maxItems }: NestedInput,
  value: unknown,
  path: string,
  faults: FieldFault[],
): unknown {
  if (maxItems === undefined) {
    return isMembers(value) ? read(type(), value, path, faults) : value;
  }
  if (!Array.isArray(value) || value.length > maxItems) return value;
  return value.map((item: unknown, index) => read(type(), item, `${path}[${index}]`, faults));
}

function ruleFaults(input: object, path: string): FieldFault[] {
  return validateSync(input, {
    forbidUnknownValues: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  }).map((error) => ({ field: join(path, error.property), reason: reasonOf(error) }));
}

function reasonOf({ property, constraints = {} }: ValidationError): string {
  const [message = 'is not valid'] = Object.values(constraints);
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

function shapeOf(type: Type<object>): InputShape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  if (rules.some(({ name }) => name === 'isOptional')) {
    // It lets null pass, which is not the same as an absent member.
    throw new Error(`${type.name} must say @Optional() instead of @IsOptional()`);
  }
  const nested = Reflect.getMetadata(NESTED, type.prototype as object) as
    ReadonlyMap<string, NestedInput> | undefined;
  const shape = {
    members: new Map(rules.map(({ propertyName }) => [propertyName, nested?.get(propertyName)])),
    ignoresUnknown: Reflect.getMetadata(IGNORES_UNKNOWN, type) === true,
  };
  shapes.set(type, shape);
  return shape;
}

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function join(path: string, name: string): string {
  const member = name.slice(0, MAX_NAME_LENGTH);
  return path === '' ? member : `${path}.${member}`;
}
