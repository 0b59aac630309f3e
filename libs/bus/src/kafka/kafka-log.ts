import type { LoggerService } from '@nestjs/common';
import { type LogEntry, logLevel, type logCreator } from 'kafkajs';

/** What kafkajs says on every start though it is so on purpose, by the beginning of the line. */
const EXPECTED = [
  // The relay goes on where the producer gives up; see `KafkaProducer`.
  'Limiting retries for the idempotent producer',
];

/** Lets kafkajs log through the logger of the process; its running commentary is only for debugging. */
export function kafkaLog(logger: LoggerService): logCreator {
  return () =>
    ({ namespace, level, log }: LogEntry) => {
      const { message, timestamp: _, logger: __, ...fields } = log;
      if (EXPECTED.some((beginning) => message.startsWith(beginning))) return;
      const line = `${namespace}: ${message}`;
      if (level === logLevel.ERROR) logger.error(line, fields);
      else if (level === logLevel.WARN) logger.warn(line, fields);
      else logger.debug?.(line, fields);
    };
}
