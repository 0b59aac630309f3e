import { Logger, type LoggerService } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import type { Bus } from '../bus.port';
import { KafkaBus } from './kafka-bus';
import { kafkaLog } from './kafka-log';

export interface KafkaBusOptions {
  /** `host:port` of some brokers of the cluster. */
  readonly brokers: readonly string[];
  /** How this process is called in the logs and quotas of the brokers. */
  readonly clientId: string;
  readonly logger?: LoggerService;
}

/** Connects to the cluster; rejects when no broker answers within some seconds. */
export async function openKafkaBus({
  brokers,
  clientId,
  logger = new Logger('KafkaBus'),
}: KafkaBusOptions): Promise<Bus> {
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5 },
    logLevel: logLevel.INFO,
    logCreator: kafkaLog(logger),
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    await admin.disconnect().catch(() => undefined);
    throw error;
  }
  return new KafkaBus({ kafka, admin, logger });
}
