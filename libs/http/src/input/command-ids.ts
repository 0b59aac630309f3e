import { createHmac } from 'node:crypto';
import { eventIdOf } from '@gifting/event-store';
import { canonicalJson, type JsonObject } from '@gifting/kernel';

/** Where an Idempotency-Key counts: the same key on another route or of another caller is another. */
export interface CommandScope {
  readonly method: 'POST';
  /** The path as the router knows it, with parameter names: `/v1/gifts`. */
  readonly route: string;
  readonly sub: string;
  readonly idempotencyKey: string;
}

/**
 * Names commands and what they ask for, under a secret of the store: from a caller and a guessed key
 * nobody else can compute which gift was theirs, and no text can be guessed from a hash.
 */
export class CommandIds {
  readonly #secret: Buffer;

  constructor(secret: string) {
    this.#secret = Buffer.from(secret, 'utf8');
  }

  /** The id of a command, and of the stream that holds it: a UUID. A JSON array cannot collide as text can. */
  idOf({ method, route, sub, idempotencyKey }: CommandScope): string {
    return eventIdOf(this.#keyed(JSON.stringify([method, route, sub, idempotencyKey])));
  }

  /** Commits to path parameters and validated body, so that the same key with other content is noticed. */
  hashOf(content: JsonObject): string {
    return this.#keyed(canonicalJson(content));
  }

  /** HMAC-SHA-256 in lower-case hexadecimal. */
  #keyed(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('hex');
  }
}
