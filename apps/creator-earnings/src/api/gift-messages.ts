import { Injectable } from '@nestjs/common';
import { NoteStore } from '@gifting/read-store';

/** The messages that viewers wrote, which are kept apart from events so that they can be erased. */
@Injectable()
export class GiftMessages {
  constructor(private readonly notes: NoteStore) {}

  /**
   * One message for each gift, in the order given: `undefined` where none was sent, or where it was
   * erased, which nobody should be able to see.
   */
  async of(
    gifts: readonly { readonly messageRef: string | undefined }[],
  ): Promise<readonly (string | undefined)[]> {
    const refs = gifts.flatMap(({ messageRef }) => (messageRef === undefined ? [] : [messageRef]));
    if (refs.length === 0) return gifts.map(() => undefined);
    const texts = await this.notes.get(refs);
    const messages = new Map(refs.map((ref, index) => [ref, texts[index]]));
    return gifts.map(({ messageRef }) => messageRef && messages.get(messageRef));
  }
}
