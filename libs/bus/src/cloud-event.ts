import type { JsonObject } from '@gifting/kernel';

/** A CloudEvent 1.0 whose data is a JSON object; what every topic carries. */
export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly data: JsonObject;
  /** Extension attributes: names of lower-case letters and digits, values as text. */
  readonly extensions: Readonly<Record<string, string>>;
}
