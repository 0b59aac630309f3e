import { isUtf8 } from 'node:buffer';
import { freezeDeeply } from '@gifting/event-store';
import type { JsonObject } from '@gifting/kernel';
import type { Delivery } from './bus.port';
import type { CloudEvent } from './cloud-event';

/**
 * CloudEvents 1.0 in the binary mode of its Kafka protocol binding: attributes are headers with the
 * prefix `ce_`, the content type is the header `content-type`, the body is the data as JSON.
 */
export interface BinaryMessage {
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Headers as a wire hands them over: bytes, and a list where one name came several times. */
export type WireHeaders = Readonly<
  Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>
>;

const PREFIX = 'ce_';
const CONTENT_TYPE = 'content-type';
const JSON_CONTENT =
  /^application\/(json|(?!cloudevents)[\w.-]+\+json)(\s*;\s*charset="?utf-8"?)?$/i;
const EXTENSION_NAME = /^[a-z0-9]+$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
const CORE_ATTRIBUTES = new Set(['specversion', 'id', 'source', 'type', 'subject', 'time']);

/**
 * @throws TypeError for an extension name that CloudEvents does not allow
 */
export function toBinaryMessage(event: CloudEvent): BinaryMessage {
  const headers: Record<string, string> = {
    [CONTENT_TYPE]: 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
  };
  if (event.subject !== undefined) headers.ce_subject = event.subject;
  if (event.time !== undefined) headers.ce_time = event.time;
  for (const [name, value] of Object.entries(event.extensions)) {
    if (!EXTENSION_NAME.test(name) || CORE_ATTRIBUTES.has(name)) {
      throw new TypeError(`${name} is not the name of an extension attribute`);
    }
    headers[PREFIX + name] = value;
  }
  return { headers, body: Buffer.from(JSON.stringify(event.data), 'utf8') };
}

/** Reads a message strictly; what is no CloudEvent keeps its bytes and says why. Never throws. */
export function readDelivery(
  offset: string,
  key: string | undefined,
  headers: WireHeaders,
  bytes: Buffer,
): Delivery {
  try {
    return { offset, key, event: fromBinaryMessage(headers, bytes) };
  } catch (error) {
    const malformed = error instanceof Error ? error.message : String(error);
    return { offset, key, event: undefined, malformed, bytes };
  }
}

/**
 * @throws Error saying what is wrong with the message
 */
function fromBinaryMessage(headers: WireHeaders, body: Buffer): CloudEvent {
  const attributes = attributesOf(headers);
  const { specversion, id, source, type, subject, time, ...extensions } = attributes;
  if (specversion !== '1.0') throw new Error(`${PREFIX}specversion is not "1.0"`);
  if (!id) throw new Error(`${PREFIX}id is missing`);
  if (!source) throw new Error(`${PREFIX}source is missing`);
  if (!type) throw new Error(`${PREFIX}type is missing`);
  if (subject === '') throw new Error(`${PREFIX}subject is empty`);
  if (time !== undefined && !isTime(time)) throw new Error(`${PREFIX}time is not RFC 3339`);
  const contentType = headers[CONTENT_TYPE];
  if (contentType !== undefined && !JSON_CONTENT.test(textOf(contentType, CONTENT_TYPE))) {
    throw new Error('content-type is not JSON');
  }
  return freezeDeeply({
    id,
    source,
    type,
    ...(subject !== undefined && { subject }),
    ...(time !== undefined && { time }),
    data: dataOf(body),
    extensions,
  });
}

function attributesOf(headers: WireHeaders): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [header, value] of Object.entries(headers)) {
    // Other headers belong to whoever carried the message.
    if (!header.startsWith(PREFIX) || value === undefined) continue;
    const name = header.slice(PREFIX.length);
    if (!EXTENSION_NAME.test(name)) throw new Error(`${header} is not an attribute`);
    attributes[name] = textOf(value, header);
  }
  return attributes;
}

function textOf(value: Buffer | string | readonly (Buffer | string)[], header: string): string {
  if (typeof value === 'string') return value;
  if (!Buffer.isBuffer(value)) throw new Error(`${header} comes more than once`);
  if (!isUtf8(value)) throw new Error(`${header} is not UTF-8`);
  return value.toString('utf8');
}

function dataOf(body: Buffer): JsonObject {
  if (!isUtf8(body)) throw new Error('the body is not UTF-8');
  const data = parseJson(body.toString('utf8'));
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new Error('the body is not a JSON object');
  }
  return data as JsonObject;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the body is not JSON');
  }
}

const isTime = (text: string): boolean => RFC_3339.test(text) && !Number.isNaN(Date.parse(text));
