import { randomUUID } from 'node:crypto';
import type { NoteStore } from './note-store.port';

export interface OpenedNoteStore {
  readonly store: NoteStore;
  /** Closes the store and opens what it left. */
  reopen(): Promise<NoteStore>;
  /** Closes the store that was opened last. */
  close(): Promise<void>;
}

/** What every adapter of the note store promises. */
export function describeNoteStore(name: string, open: () => Promise<OpenedNoteStore>): void {
  describe(`note store: ${name}`, () => {
    let opened: OpenedNoteStore;
    let store: NoteStore;
    let id: string;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      id = randomUUID();
    });

    afterEach(() => opened.close());

    it('gives back a text', async () => {
      await store.put(id, 'Happy birthday!');
      expect(await store.get([id])).toEqual(['Happy birthday!']);
    });

    it.each([
      ['no characters', ''],
      ['all kinds of characters', 'Grüße 🌹 \u0000 \u2028 "\\" \n\r\t {"text":1} 漢字'],
      ['100,000 characters', '🌹x'.repeat(35_000)],
    ])('keeps a text of %s', async (_, text) => {
      await store.put(id, text);
      expect(await store.get([id])).toEqual([text]);
    });

    it('gives nothing for a note that never was', async () => {
      expect(await store.get([id])).toEqual([undefined]);
      expect(await store.get([])).toEqual([]);
    });

    it('answers in the order asked for, repeated ids too', async () => {
      const [a, b, c] = ['a', 'b', 'c'].map((part) => `${id}-${part}`) as [string, string, string];
      await store.put(a, 'A');
      await store.put(c, 'C');
      expect(await store.get([c, b, a, c])).toEqual(['C', undefined, 'A', 'C']);
    });

    it('replaces the text of an id', async () => {
      await store.put(id, 'first');
      await store.put(id, 'second');
      expect(await store.get([id])).toEqual(['second']);
    });

    it('takes many notes at once', async () => {
      const ids = Array.from({ length: 200 }, (_, n) => `${id}-${n}`);
      await Promise.all(ids.map((each, n) => store.put(each, `note ${n}`)));
      expect(await store.get(ids)).toEqual(ids.map((_, n) => `note ${n}`));
    });

    it('erases a text for good', async () => {
      const neighbour = `${id}-neighbour`;
      await store.put(id, 'first');
      await store.put(id, 'second');
      await store.put(neighbour, 'stays');
      await store.erase(id);
      expect(await store.get([id, neighbour])).toEqual([undefined, 'stays']);

      store = await opened.reopen();
      expect(await store.get([id, neighbour])).toEqual([undefined, 'stays']);
    });

    it('erases a note that is not there, or not any more', async () => {
      await store.erase(id);
      expect(await store.get([id])).toEqual([undefined]);
      await store.put(id, 'text');
      await store.erase(id);
      await store.erase(id);
      expect(await store.get([id])).toEqual([undefined]);
    });

    it('takes a new text after an erasure', async () => {
      await store.put(id, 'old');
      await store.erase(id);
      await store.put(id, 'new');
      expect(await store.get([id])).toEqual(['new']);
    });

    it('keeps texts when it is closed and opened again', async () => {
      await store.put(id, 'kept');
      store = await opened.reopen();
      expect(await store.get([id])).toEqual(['kept']);
    });
  });
}
