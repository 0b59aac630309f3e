import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { type AppendAnswer, toAnswer } from './append-answer';
import type { AppendAttempt } from './append-request';
import type { AppendCall, ClientCalls } from './client-calls';
import { unavailable } from './engine-errors';

/** The one call that carries the appends of a process; opened when needed and again after it ended. */
export class AppendChannel {
  private open: Promise<OpenCall> | undefined;

  constructor(
    private readonly calls: Pick<ClientCalls, 'append'>,
    private readonly answerTimeoutMs: number,
  ) {}

  /**
   * Sends one attempt and waits for its answer.
   * @throws when the call ends or is silent for too long: the events may be stored or not
   */
  async send(attempt: AppendAttempt): Promise<AppendAnswer> {
    const call = await this.opened();
    return toAnswer(await call.send(attempt, this.answerTimeoutMs));
  }

  async close(): Promise<void> {
    const open = await this.open?.catch(() => undefined);
    open?.cancel();
  }

  private opened(): Promise<OpenCall> {
    this.open ??= this.calls.append().then(
      (call) => new OpenCall(call, () => (this.open = undefined)),
      (error: unknown) => {
        this.open = undefined;
        throw error;
      },
    );
    return this.open;
  }
}

interface Waiting {
  readonly resolve: (response: BatchAppendResp) => void;
  readonly reject: (error: Error) => void;
}

/** A call with its own table of what waits for an answer. Answers come in any order. */
class OpenCall {
  private readonly waiting = new Map<string, Waiting>();
  private ended: Error | undefined;

  constructor(
    private readonly call: AppendCall,
    private readonly onEnd: () => void,
  ) {
    call.on('data', (response: BatchAppendResp) => this.answer(response));
    call.on('error', (error) => this.end(error));
    call.on('end', () => this.end(new Error('the server ended the call for appends')));
  }

  send({ correlationId, request }: AppendAttempt, timeoutMs: number): Promise<BatchAppendResp> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.giveUp(timeoutMs), timeoutMs);
      const settled =
        <T>(settle: (result: T) => void) =>
        (result: T) => {
          clearTimeout(timer);
          settle(result);
        };
      this.waiting.set(correlationId, { resolve: settled(resolve), reject: settled(reject) });
      // Its buffer is bounded by the number of appends in flight.
      this.call.write(request);
    });
  }

  cancel(): void {
    this.call.cancel();
  }

  /** An answer that nobody waits for any more belongs to an attempt that was given up. */
  private answer(response: BatchAppendResp): void {
    const correlationId = response.getCorrelationId()?.getString() ?? '';
    this.waiting.get(correlationId)?.resolve(response);
    this.waiting.delete(correlationId);
  }

  /** A connection that swallows an answer is not worth keeping. */
  private giveUp(timeoutMs: number): void {
    const error = unavailable(`no answer to an append within ${timeoutMs} ms`);
    this.call.destroy(error);
    this.call.cancel();
    this.end(error);
  }

  private end(error: Error): void {
    if (this.ended !== undefined) return;
    this.ended = error;
    this.onEnd();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
