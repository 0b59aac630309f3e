import type { ServiceName } from '@gifting/contracts';
import {
  type CommandAnswer,
  type CommandStreams,
  type OperationEvent,
  operationKind,
  operationStream,
} from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { type CommandCall, type CommandIds, type CommandResult, RefusalError } from '@gifting/http';
import { InvariantViolation, type JsonObject, type Position } from '@gifting/kernel';

export interface OperationCall {
  /** The path as the router knows it, with parameter names. */
  readonly route: string;
  /** What the target is asked to do. */
  readonly action: string;
  /** The stream that is to change; it belongs to this service. */
  readonly target: string;
  readonly reason: string;
  /** What the Idempotency-Key stands for: path parameters and validated body. */
  readonly content: JsonObject;
  /** Data that the target needs besides the reason. */
  readonly policy?: JsonObject;
  readonly call: CommandCall;
}

export interface OperationReceipt {
  readonly operationId: string;
  readonly state: 'requested' | 'done';
  readonly position: Position;
}

/**
 * Commands to streams that exist already, by operators and others. Each has a stream of its own, reaches
 * its target by the feed after whatever came before it, and is answered by what the target says.
 */
export class Operations {
  constructor(
    private readonly service: ServiceName,
    private readonly commands: CommandStreams,
    private readonly ids: CommandIds,
  ) {}

  /** Answers when the target has, or after the caller's wait. Each key is carried out once. */
  async run({
    action,
    call: { caller, idempotencyKey, traceId, waitMs },
    content,
    policy,
    reason,
    route,
    target,
  }: OperationCall): Promise<CommandResult<OperationReceipt>> {
    const { role, sub } = caller;
    const operationId = this.ids.idOf({ method: 'POST', route, sub, idempotencyKey });
    const request = {
      action,
      operationId,
      ...(policy === undefined ? {} : { policy }),
      reason,
      requestedBy: sub,
      target,
    };
    const [answer] = await this.commands.execute(
      [
        {
          kind: operationKind,
          stream: operationStream(this.service, operationId),
          requestHash: this.ids.hashOf(content),
          actor: { role, sub },
          traceId,
          command: () => ({ kind: 'request', request }),
          isOutcome: ({ type }) => type === 'OperationDone' || type === 'OperationRefused',
        },
      ],
      waitMs,
    );
    if (answer === undefined) throw new InvariantViolation('an operation was not answered');
    return 'refused' in answer
      ? { refusal: RefusalError.of(answer), replayed: false }
      : resultOf(answer, operationId);
  }
}

function resultOf(
  { events, replayed }: CommandAnswer<OperationEvent>,
  operationId: string,
): CommandResult<OperationReceipt> {
  const last = events.findLast((event) => event.type !== MESSAGE_NOTED);
  if (last === undefined) throw new InvariantViolation('a recorded operation has no event');
  const { position } = last;
  switch (last.type) {
    case 'OperationRefused': {
      const { code } = last.data;
      const members = { operationId };
      return { refusal: new RefusalError(code, DETAILS[code] ?? UNCHANGED, { members }), replayed };
    }
    case 'OperationDone':
      return { status: 201, body: { operationId, state: 'done', position }, replayed };
    case 'OperationRequested':
      return { status: 202, body: { operationId, state: 'requested', position }, replayed };
  }
}

const UNCHANGED = 'Nothing was changed.';
const DETAILS: Readonly<Record<string, string>> = {
  'nothing-to-do': 'There was nothing to change.',
  'payout-already-submitted': 'The provider may have the payout already.',
};
