interface IssuedToken {
  readonly value: string;
  readonly expiresInMs: number;
}

/** So long before its end a token is not used any more: a request must not outlive it. */
const MARGIN_MS = 60_000;

/** Keeps one access token, which all calls share until shortly before it expires. */
export class PayPalAccessToken {
  #current: { readonly value: string; readonly endMs: number } | undefined;
  #issuing: Promise<string> | undefined;

  /** @param nowMs time that never steps back; the recorded time may stand still */
  constructor(
    private readonly issue: () => Promise<IssuedToken>,
    private readonly nowMs: () => number,
  ) {}

  /** A token to use now. Callers that ask at the same time share one request for it. */
  async get(): Promise<string> {
    const current = this.#current;
    if (current !== undefined && this.nowMs() < current.endMs) return current.value;
    this.#issuing ??= this.#renew().finally(() => {
      this.#issuing = undefined;
    });
    return this.#issuing;
  }

  /** Drops a token that was refused, unless another caller has replaced it. */
  drop(value: string): void {
    if (this.#current?.value === value) this.#current = undefined;
  }

  async #renew(): Promise<string> {
    const askedAtMs = this.nowMs();
    const { expiresInMs, value } = await this.issue();
    this.#current = { value, endMs: askedAtMs + expiresInMs - MARGIN_MS };
    return value;
  }
}
