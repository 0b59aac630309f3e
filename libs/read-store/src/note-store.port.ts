/**
 * Texts that people wrote, kept apart from events so that they can be erased.
 * A note is put before the event that refers to it. Every adapter passes `describeNoteStore`.
 */
export abstract class NoteStore {
  /** Durable when it resolves. The same id again replaces the text. */
  abstract put(id: string, text: string): Promise<void>;
  /** In the order asked for; `undefined` for a note that never was or was erased. */
  abstract get(ids: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Durable when it resolves; erasing a note that is not there succeeds. */
  abstract erase(id: string): Promise<void>;
  abstract close(): Promise<void>;
}
