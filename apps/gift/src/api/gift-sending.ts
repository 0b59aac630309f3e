import { Injectable } from '@nestjs/common';
import {
  type CreatorId,
  type GiftId,
  type GiftTxId,
  InvariantViolation,
  type JsonObject,
  type SessionId,
  type ViewerId,
} from '@gifting/kernel';
import { NoteStore } from '@gifting/read-store';
import { type Caller, CommandIds, RefusalError } from '@gifting/http';
import { type CommandAnswer, type CommandRequest, CommandStreams } from '@gifting/engine';
import { PolicyBook } from '@gifting/service';
import { giftKind } from '../incoming';
import { type RequestGift, whyNotRequested } from '../domain/gift.decider';
import { declineDetail, giftView, recordedGift } from './gift-view';
import type { GiftInput } from './gifts.input';

/** Keys of gifts count on this route, also those of a batch. */
const ROUTE = '/v1/gifts';

export interface GiftToSend {
  readonly idempotencyKey: string;
  readonly input: GiftInput;
}

/** How a gift is answered: sent, still waiting for its coins, or refused. */
export type GiftAnswer =
  | {
      readonly status: 201 | 202;
      readonly replayed: boolean;
      readonly giftTxId: string;
      readonly body: JsonObject;
    }
  | { readonly refusal: RefusalError; readonly replayed: boolean };

/** Sends gifts, one or many, each exactly once for its key. */
@Injectable()
export class GiftSending {
  constructor(
    private readonly commands: CommandStreams,
    private readonly policies: PolicyBook,
    private readonly notes: NoteStore,
    private readonly ids: CommandIds,
  ) {}

  /** Answers in the order of the gifts, after at most `waitMs`. Keys must differ within one call. */
  async send(
    gifts: readonly GiftToSend[],
    caller: Caller,
    traceId: string,
    waitMs: number,
  ): Promise<readonly GiftAnswer[]> {
    const requests = gifts.map((gift) => this.#request(gift, caller, traceId));
    await this.#putMessages(gifts, requests);
    const answers = await this.commands.execute(requests, waitMs);
    return answers.map((answer) =>
      'refused' in answer
        ? { refusal: RefusalError.of(answer), replayed: false }
        : answerOf(answer),
    );
  }

  #request({ idempotencyKey, input }: GiftToSend, caller: Caller, traceId: string): GiftRequest {
    const { sub } = caller;
    const giftTxId = this.ids.idOf({
      method: 'POST',
      route: ROUTE,
      sub,
      idempotencyKey,
    }) as GiftTxId;
    const requestHash = this.ids.hashOf(contentOf(input));
    const messageRef = input.message === undefined ? undefined : noteIdOf(giftTxId, requestHash);
    const { policy, version } = this.policies.current;
    const command = (now: string): RequestGift => ({
      kind: 'request',
      now,
      giftTxId,
      viewerId: sub as ViewerId,
      creatorId: input.creatorId as CreatorId,
      giftId: input.giftId as GiftId,
      quantity: input.quantity,
      anonymous: input.anonymous ?? false,
      ...(input.sessionId === undefined ? {} : { sessionId: input.sessionId as SessionId }),
      ...(messageRef === undefined ? {} : { messageRef }),
      ...(input.priceVersion === undefined ? {} : { priceVersion: input.priceVersion }),
      pricing: { policy, version },
    });
    return {
      kind: giftKind,
      stream: `gift-${giftTxId}`,
      requestHash,
      actor: { role: caller.role, sub },
      traceId,
      messageRef,
      command,
      isOutcome: ({ type }) => type === 'GiftSent' || type === 'GiftDeclined',
    };
  }

  /** A message is put before the event that refers to it. One that is never referred to is harmless. */
  async #putMessages(
    gifts: readonly GiftToSend[],
    requests: readonly GiftRequest[],
  ): Promise<void> {
    const puts = requests.flatMap((request, index) => {
      const { messageRef } = request;
      const message = gifts[index]?.input.message;
      if (messageRef === undefined || message === undefined) return [];
      if (whyNotRequested(request.command('')) !== undefined) return [];
      return [this.notes.put(messageRef, message)];
    });
    if (puts.length > 0) await Promise.all(puts);
  }
}

interface GiftRequest extends CommandRequest {
  readonly messageRef: string | undefined;
  command(now: string): RequestGift;
}

/** The note of a gift's message; other content under the same key never overwrites it. */
const noteIdOf = (giftTxId: GiftTxId, requestHash: string): string =>
  `${giftTxId}.${requestHash.slice(0, 16)}`;

/** What the key stands for: the validated body, member by member. */
const contentOf = (input: GiftInput): JsonObject => ({
  anonymous: input.anonymous ?? false,
  creatorId: input.creatorId,
  giftId: input.giftId,
  message: input.message,
  priceVersion: input.priceVersion,
  quantity: input.quantity,
  sessionId: input.sessionId,
});

function answerOf({ events, replayed }: CommandAnswer): GiftAnswer {
  const gift = recordedGift(events);
  const { state, position } = gift;
  switch (state.stage) {
    case 'sent':
      return { status: 201, replayed, giftTxId: state.gift.giftTxId, body: giftView(gift) };
    case 'declined': {
      const { giftTxId } = state.request;
      const refusal = new RefusalError(state.code, declineDetail(state.code), {
        members: { giftTxId },
      });
      return { refusal, replayed };
    }
    case 'requested': {
      const { giftTxId } = state.request;
      const body = { giftTxId, state: 'requested', position };
      return { status: 202, replayed, giftTxId, body };
    }
    case 'none':
      throw new InvariantViolation('a recorded gift was asked for');
  }
}
