import { sha256 } from '@gifting/event-store';
import { canonicalJson, type JsonObject } from '@gifting/kernel';
import { parse, v5 as uuid5 } from 'uuid';

/** The namespace of all command ids. Changing it would give every recorded command another name. */
const NAMESPACE = parse('b1f8a0f6-7a3c-5d0e-9c55-6f1f6f0f2c11');

/** Where an Idempotency-Key counts: the same key on another route or of another caller is another. */
export interface CommandScope {
  readonly method: 'POST';
  /** The path as the router knows it, with parameter names: `/v1/gifts`. */
  readonly route: string;
  readonly sub: string;
  readonly idempotencyKey: string;
}

/** The id of a command, and of the stream that holds it. A JSON array cannot collide as text can. */
export const commandIdOf = ({ method, route, sub, idempotencyKey }: CommandScope): string =>
  uuid5(JSON.stringify([method, route, sub, idempotencyKey]), NAMESPACE);

/** Commits to path parameters and validated body, so that the same key with other content is told apart. */
export const requestHashOf = (content: JsonObject): string => sha256(canonicalJson(content));
