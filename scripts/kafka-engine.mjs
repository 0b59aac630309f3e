import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './project.mjs';

/** Where a script that starts brokers may stand beside a checkout; see libs/testing for its verbs. */
const BESIDE = join(ROOT, '../shared/engines/kafka/kafka');

/**
 * What the tests need to start a real Kafka, besides what they find by themselves: `KAFKA_ENGINE`,
 * unless it or `KAFKA_BROKERS` is given already. Brokers need Java.
 */
export function kafkaEngine() {
  const { KAFKA_BROKERS, KAFKA_ENGINE, PATH = '' } = process.env;
  if (KAFKA_BROKERS || KAFKA_ENGINE || !isExecutable(BESIDE)) return {};
  const hasJava = PATH.split(delimiter).some((folder) => isExecutable(join(folder, 'java')));
  return hasJava ? { KAFKA_ENGINE: BESIDE } : {};
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
