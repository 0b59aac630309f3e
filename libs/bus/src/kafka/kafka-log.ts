import type { LoggerService } from '@nestjs/common';
import { type LogEntry, logLevel, type logCreator } from 'kafkajs';

/** Said on every start, though it is so on purpose: the caller goes on where the producer gives up. */
const EXPECTED = 'Limiting retries for the idempotent producer';

/**
 * Lets kafkajs log through the logger of the process. What it calls an error it mostly tries again by
 * itself, so that is a warning; what it gives up is raised by the bus. Its commentary is for debugging.
 */
export function kafkaLog(logger: LoggerService): logCreator {
  const write = ({ namespace, level, log }: LogEntry): void => {
    const { message, timestamp: _, logger: __, ...fields } = log;
    if (message.startsWith(EXPECTED)) return;
    const line = `${namespace}: ${message}`;
    if (level === logLevel.ERROR || level === logLevel.WARN) logger.warn(line, fields);
    else logger.debug?.(line, fields);
  };
  return () => write;
}
