import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import type { StartedTestContainer } from 'testcontainers';
import type { Engine } from './engine';
import { freePorts } from './free-ports';

export type DockerEngine = 'eventstore' | 'kafka' | 'redis';

const IMAGES: Record<DockerEngine, string> = {
  eventstore: 'eventstore/eventstore:24.2',
  kafka: 'apache/kafka:4.1.0',
  redis: 'redis:7',
};

const PULL_PATIENCE_MS = 600_000;

/** Why Docker cannot start an engine here; undefined where it can. Pulls the image if need be. */
export function dockerLacks(engine: DockerEngine): string | undefined {
  const image = IMAGES[engine];
  if (!docker('info')) return 'Docker does not answer';
  if (docker('image', 'inspect', image) || docker('pull', image)) return undefined;
  return `Docker cannot pull ${image}`;
}

const docker = (...args: readonly string[]): boolean =>
  spawnSync('docker', args, { stdio: 'ignore', timeout: PULL_PATIENCE_MS }).status === 0;

/** Starts an engine in Docker, reachable on the loopback interface. */
export async function startInDocker(engine: DockerEngine): Promise<Engine> {
  const { container, url } = await STARTS[engine]();
  return {
    url,
    stop: async () => {
      await container.stop();
    },
  };
}

type Started = { readonly container: StartedTestContainer; readonly url: string };

/** Loaded only where it is used: it is large, and jest has no `import()` without a flag of Node's. */
const testcontainers = () =>
  createRequire(__filename)('testcontainers') as typeof import('testcontainers');

const STARTS: Record<DockerEngine, () => Promise<Started>> = {
  eventstore: async () => {
    const { GenericContainer, Wait } = testcontainers();
    const container = await new GenericContainer(IMAGES.eventstore)
      .withEnvironment({ EVENTSTORE_INSECURE: 'true' })
      .withExposedPorts(2113)
      .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
      .start();
    return { container, url: `esdb://${addressOf(container, 2113)}?tls=false` };
  },

  kafka: async () => {
    const { GenericContainer, Wait } = testcontainers();
    // Clients are told the broker's address, so the port has to be known before it starts.
    const port = await freePorts(1);
    const container = await new GenericContainer(IMAGES.kafka)
      .withEnvironment({
        KAFKA_NODE_ID: '1',
        KAFKA_PROCESS_ROLES: 'broker,controller',
        KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:9093`,
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
        KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
        KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      })
      .withExposedPorts({ container: port, host: port })
      .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
      .start();
    return { container, url: `127.0.0.1:${port}` };
  },

  redis: async () => {
    const { GenericContainer, Wait } = testcontainers();
    const container = await new GenericContainer(IMAGES.redis)
      .withCommand(['redis-server', '--save', '', '--appendonly', 'no'])
      .withExposedPorts(6379)
      .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
      .start();
    return { container, url: `redis://${addressOf(container, 6379)}` };
  },
};

const addressOf = (container: StartedTestContainer, port: number): string =>
  `${container.getHost()}:${container.getMappedPort(port)}`;
