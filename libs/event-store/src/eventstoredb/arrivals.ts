import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { ReadCall } from './client-calls';

/** The most answers that wait for a slow reader; then the server has to wait. */
const MAX_WAITING = 1_000;

/** What a subscription has delivered and nobody has taken yet, in the order of the server. */
export class Arrivals {
  private waiting: ReadResp[] = [];
  private end: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly call: ReadCall,
    private readonly signal: AbortSignal,
  ) {
    call.on('data', (response: ReadResp) => {
      this.waiting.push(response);
      if (this.waiting.length >= MAX_WAITING) call.pause();
      this.wake();
    });
    call.on('error', (error) => this.endWith(error));
    call.on('end', () => this.endWith(new Error('the server ended the subscription')));
    signal.addEventListener('abort', this.onAbort);
  }

  /**
   * All that is there, as soon as there is something; nothing when the time is over or the signal aborts.
   * @throws why the subscription ended, once everything before its end was taken
   */
  async take(timeoutMs: number): Promise<readonly ReadResp[]> {
    if (this.waiting.length === 0 && this.end === undefined && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.wake = () => {
          clearTimeout(timer);
          // Whatever else has arrived in this turn of the event loop comes along.
          setImmediate(resolve);
        };
      });
    }
    if (this.waiting.length === 0 && this.end !== undefined) throw this.end;
    const taken = this.waiting;
    this.waiting = [];
    this.call.resume();
    return taken;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.call.cancel();
  }

  private endWith(error: Error): void {
    this.end ??= error;
    this.wake();
  }

  private readonly onAbort = (): void => this.wake();
}
