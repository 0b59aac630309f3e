import { isNativeError } from 'node:util/types';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What Nest tells at every start, line by line, is for those who look for it. */
const FRAMEWORK: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

type Fields = Readonly<Record<string, unknown>>;

/** Members that never reach a log, wherever they stand in the first three levels. */
const SECRET_MEMBERS = [
  'authorization',
  'Authorization',
  'cookie',
  'token',
  'ticket',
  'secret',
  'password',
  'destinationToken',
  'message',
];
const HIDDEN = '[hidden]';
/** Tokens inside other text: a bearer header, or three base64url parts of which the first is a JSON object. */
const TOKENS = /\bbearer\s+[\w.~+/-]+=*|\beyJ[\w-]+\.[\w-]+\.[\w-]*/gi;
const TICKETS = /([?&]ticket=)[^&\s"]+/gi;

/**
 * JSON lines on standard output. Ids are opaque and may be logged; tokens, tickets, destinations and
 * the texts that people write may not, and are hidden wherever they turn up.
 */
export class JsonLogger implements LoggerService {
  private constructor(private readonly pino: Pino) {}

  static create(level: LogLevel, destination?: DestinationStream): JsonLogger {
    const options = {
      level,
      base: null,
      messageKey: 'msg',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
      redact: {
        paths: ['', '*.', '*.*.'].flatMap((at) => SECRET_MEMBERS.map((name) => at + name)),
        censor: HIDDEN,
      },
      hooks: { streamWrite: hideTokens },
    };
    return new JsonLogger(destination ? pino(options, destination) : pino(options));
  }

  /** A logger whose lines all carry these fields, such as the service. */
  child(fields: Fields): JsonLogger {
    return new JsonLogger(this.pino.child(fields));
  }

  verbose(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('trace', message, rest);
  }
  debug(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('debug', message, rest);
  }
  log(message: unknown, ...rest: readonly unknown[]): void {
    this.#write(FRAMEWORK.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }
  warn(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('warn', message, rest);
  }
  error(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('error', message, rest);
  }
  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: Exclude<LogLevel, 'silent'>, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    this.pino[level](fieldsOf(message, rest), textOf(message));
  }
}

/** Nest puts the context last, and sometimes a stack before it; our own code puts fields behind the text. */
function fieldsOf(message: unknown, rest: readonly unknown[]): Fields {
  const texts = rest.filter((value) => typeof value === 'string');
  const context = texts.at(-1);
  const stack = texts.length > 1 ? texts[0] : undefined;
  const fields: Record<string, unknown> = {
    ...(context !== undefined && { context }),
    ...(stack !== undefined && { stack }),
  };
  for (const value of [message, ...rest]) {
    if (isError(value)) fields.err = errorFields(value);
    else if (typeof value === 'object' && value !== null) Object.assign(fields, plain(value));
  }
  return fields;
}

/** Errors of Node, which are of another realm in some hosts, and those that libraries build by hand. */
const isError = (value: unknown): value is Error => isNativeError(value) || value instanceof Error;

/** Errors among an object's own members are spelled out like the others. */
const plain = (value: object): Fields =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      isError(member) ? errorFields(member) : member,
    ]),
  );

/** Without a member `message`, which elsewhere is a person's; the stack begins with the error's own. */
const errorFields = (error: Error): Fields => ({
  type: error.constructor.name,
  stack: error.stack,
  ...('code' in error && { code: error.code }),
  ...(isError(error.cause) && { cause: errorFields(error.cause) }),
});

function textOf(message: unknown): string {
  if (isError(message)) return message.message;
  return typeof message === 'string' ? message : '';
}

export const hideTokens = (line: string): string =>
  line.replace(TOKENS, HIDDEN).replace(TICKETS, `$1${HIDDEN}`);
