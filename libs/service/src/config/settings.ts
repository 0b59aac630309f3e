/** The environment is not usable; the message has one line per fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and remembers every fault, so that all are told at once. */
export class Settings {
  readonly faults: string[] = [];

  constructor(private readonly env: Environment) {}

  /** A setting as text; the empty text counts as not set, as compose files write it. */
  text(name: string): string | undefined {
    return this.env[name] || undefined;
  }

  /** A whole number within bounds. The fallback is what a missing and a bad value read as. */
  whole(name: string, bounds: { min: number; max: number }, fallback: number): number {
    return this.optionalWhole(name, bounds) ?? fallback;
  }

  optionalWhole(
    name: string,
    { min, max }: { readonly min: number; readonly max: number },
  ): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    return this.refuse(name, `must be a whole number from ${min} to ${max}`);
  }

  oneOf<Value extends string>(name: string, values: readonly Value[], fallback: Value): Value {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = values.find((known) => known === text);
    return value ?? this.refuse(name, `must be one of ${values.join(', ')}`) ?? fallback;
  }

  /** @param protocols accepted schemes, each with its colon */
  url(name: string, protocols: readonly string[]): URL | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && protocols.includes(url.protocol)) return url;
    return this.refuse(name, `must be a URL that begins with ${protocols.join('// or ')}//`);
  }

  /** The URL of another server. In production it must use TLS, unless it is on the loopback. */
  serverUrl(name: string, production: boolean): URL | undefined {
    const url = this.url(name, ['https:', 'http:']);
    if (production && url?.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
      this.refuse(name, 'must begin with https:// in production');
    }
    return url;
  }

  /** The value itself is never repeated: it may be a secret in the wrong place. */
  refuse(name: string, reason: string): undefined {
    this.faults.push(`${name} ${reason}`);
  }
}
