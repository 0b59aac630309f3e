import { Injectable } from '@nestjs/common';
import {
  type CreatorId,
  InvariantViolation,
  type JsonObject,
  type PayoutId,
} from '@gifting/kernel';
import { parseDiamonds, printMicrodiamonds } from '@gifting/kernel/diamonds';
import { type CommandCall, CommandIds, type CommandResult, RefusalError } from '@gifting/http';
import { type CommandAnswer, CommandStreams } from '@gifting/engine';
import { PolicyBook } from '@gifting/service';
import { payoutKind } from '../incoming';
import type { RequestPayout } from '../domain/payout.decider';
import { declineDetail, payoutView, recordedPayout } from './payout-view';
import type { PayoutInput } from './payouts.input';
import type { PayoutView } from './views';

const ROUTE = '/v1/payouts';

/** Asks for payouts, each exactly once for its key. */
@Injectable()
export class PayoutRequests {
  constructor(
    private readonly commands: CommandStreams,
    private readonly policies: PolicyBook,
    private readonly ids: CommandIds,
  ) {}

  async request(
    input: PayoutInput,
    { caller, idempotencyKey, traceId, waitMs }: CommandCall,
  ): Promise<CommandResult<PayoutView>> {
    const { role, sub } = caller;
    const payoutId = this.ids.idOf({ method: 'POST', route: ROUTE, sub, idempotencyKey });
    const { policy, version } = this.policies.current;
    const command: RequestPayout = {
      kind: 'request',
      payoutId: payoutId as PayoutId,
      creatorId: sub as CreatorId,
      ...(input.diamonds === undefined ? {} : { microdiamonds: parseDiamonds(input.diamonds) }),
      method: input.method,
      destinationToken: input.destinationToken,
      pricing: { policy, version },
    };
    const [answer] = await this.commands.execute(
      [
        {
          kind: payoutKind,
          stream: `payout-${payoutId}`,
          requestHash: this.ids.hashOf(contentOf(command)),
          actor: { role, sub },
          traceId,
          command: () => command,
          isOutcome: ({ type }) => OUTCOMES.has(type),
        },
      ],
      waitMs,
    );
    if (answer === undefined) throw new InvariantViolation('a payout was not answered');
    return 'refused' in answer
      ? { refusal: RefusalError.of(answer), replayed: false }
      : answerOf(answer);
  }
}

const OUTCOMES: ReadonlySet<string> = new Set([
  'PayoutReserved',
  'PayoutDeclined',
  'PayoutCancelled',
]);

/** What the key stands for: "416" and "416.0" ask for the same. */
const contentOf = ({ destinationToken, method, microdiamonds }: RequestPayout): JsonObject => ({
  destinationToken,
  method,
  ...(microdiamonds === undefined ? {} : { microdiamonds: printMicrodiamonds(microdiamonds) }),
});

function answerOf({ decided, events, replayed }: CommandAnswer): CommandResult<PayoutView> {
  const recorded = recordedPayout(events);
  const { payout } = recorded;
  if (payout.stage === 'declined') {
    const { payoutId } = payout.request;
    const members = { payoutId };
    const refusal = new RefusalError(payout.code, declineDetail(payout.code), { members });
    return { refusal, replayed };
  }
  return { status: decided ? 201 : 202, body: payoutView(recorded), replayed };
}
