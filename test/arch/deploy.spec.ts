import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTE_OWNERS } from '../../apps/gateway/src';
import { ROOT } from './program';

const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const prometheus = readFileSync(join(ROOT, 'deploy/prometheus.yml'), 'utf8');

/** Every process of a cluster that has metrics, by its name in the compose network. */
const PROCESSES = [...Object.keys(ROUTE_OWNERS), 'gateway'].sort();

const captured = (text: string, pattern: RegExp): readonly (string | undefined)[] =>
  [...text.matchAll(pattern)].map(([, name]) => name).sort();

describe('the cluster in containers', () => {
  it('runs every service and the gateway', () => {
    expect(captured(compose, /command: \[node, dist\/apps\/([a-z-]+)\/src\/main\.js\]/g)).toEqual(
      PROCESSES,
    );
  });

  it('tells the gateway where each service is', () => {
    const services = Object.keys(ROUTE_OWNERS).sort();
    expect(captured(compose, /\b([a-z-]+)=http:\/\/\1:8080\b/g)).toEqual(services);
  });

  it('scrapes each process as a job of its own', () => {
    const jobs = /- job_name: ([a-z-]+)\n\s+static_configs: \[\{ targets: \['\1:8080'\] \}\]/g;
    expect(captured(prometheus, jobs)).toEqual(PROCESSES);
  });
});
