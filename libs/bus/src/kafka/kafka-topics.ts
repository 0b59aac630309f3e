import { DEAD_LETTER } from '@gifting/contracts';
import type { Admin, ITopicConfig, ITopicMetadata } from 'kafkajs';
import { BusTopicMismatch, type Topic } from '../bus.port';
import { DEAD_LETTER_RETENTION_MS } from '../dead-letter';
import { tryAgain } from './try-again';

const FOR_EVER = '-1';

/**
 * Creates the missing ones and checks the partition counts of all.
 * @throws BusTopicMismatch
 */
export async function ensureKafkaTopics(admin: Admin, topics: readonly Topic[]): Promise<void> {
  // Several processes that start at once create the same topics, and each sees the others' half-made.
  const found = await tryAgain(() => createMissing(admin, topics));
  for (const { name, partitions } of topics) {
    const actual = found.find((topic) => topic.name === name)?.partitions.length;
    if (actual !== partitions) {
      throw new BusTopicMismatch(`topic ${name} has ${actual} partitions, not ${partitions}`);
    }
  }
}

async function createMissing(admin: Admin, topics: readonly Topic[]): Promise<ITopicMetadata[]> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ name }) => !existing.has(name));
  if (missing.length > 0) {
    const { brokers } = await admin.describeCluster();
    await admin.createTopics({
      topics: missing.map((topic) => creation(topic, brokers.length)),
      waitForLeaders: true,
    });
  }
  const names = topics.map(({ name }) => name);
  return (await admin.fetchTopicMetadata({ topics: names })).topics;
}

/** Nothing acknowledged may be lost: three replicas where there are brokers, two of them in sync. */
function creation({ name, partitions }: Topic, brokers: number): ITopicConfig {
  const replicationFactor = Math.min(3, brokers);
  const config = {
    'cleanup.policy': 'delete',
    'retention.ms': name === DEAD_LETTER ? String(DEAD_LETTER_RETENTION_MS) : FOR_EVER,
    'retention.bytes': FOR_EVER,
    'unclean.leader.election.enable': 'false',
    ...(replicationFactor > 1 && { 'min.insync.replicas': String(replicationFactor - 1) }),
  };
  return {
    topic: name,
    numPartitions: partitions,
    replicationFactor,
    configEntries: Object.entries(config).map(([option, value]) => ({ name: option, value })),
  };
}
