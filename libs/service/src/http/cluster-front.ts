import { Metrics } from '../telemetry/metrics';
import { ReadinessSource, type Waiting } from '../telemetry/readiness';
import { mergeOpenApi, type OpenApiDocument } from './openapi';
import { RefusalError } from './refusal-error';

/** The services behind a gateway, by name. */
export type ServiceOrigins = ReadonlyMap<string, URL>;

const TIMEOUT_MS = 2_000;
const OWN_FAMILIES = 'gifting_';

/** Ready when every service behind the gateway is. */
export class ClusterReadiness extends ReadinessSource {
  constructor(private readonly origins: ServiceOrigins) {
    super();
  }

  override async waitingFor(): Promise<readonly Waiting[]> {
    const states = [...this.origins].map(([name, origin]) => waitingOf(name, origin));
    return (await Promise.all(states)).flat();
  }
}

/** The gateway's own metrics with those of the services behind it; what cannot be reached is left out. */
export class ClusterMetrics extends Metrics {
  constructor(private readonly origins: ServiceOrigins) {
    super();
  }

  override async text(): Promise<string> {
    const own = await super.text();
    const texts = [...this.origins.values()].map(async (origin) => {
      const answer = await get(origin, '/metrics').catch(() => undefined);
      return answer?.ok ? answer.text() : '';
    });
    return mergeMetrics(own, await Promise.all(texts));
  }
}

/**
 * The descriptions of all services behind the gateway, as one.
 * @throws RefusalError `not-ready` while one of them cannot be had
 */
export async function fetchOpenApi(origins: ServiceOrigins): Promise<OpenApiDocument> {
  const documents = [...origins].map(async ([name, origin]) => {
    const answer = await get(origin, '/openapi.json').catch(() => undefined);
    if (!answer?.ok) {
      throw new RefusalError('not-ready', `The ${name} service cannot be reached.`);
    }
    return (await answer.json()) as OpenApiDocument;
  });
  return mergeOpenApi(await Promise.all(documents));
}

/**
 * Adds the `gifting_` metrics of other processes to a text in the format of Prometheus; what is about
 * the process itself, such as its memory, stays with it. Of one series that several processes report,
 * such as the age of the oldest gap, the largest value counts.
 */
export function mergeMetrics(own: string, others: readonly string[]): string {
  const families = new Map<string, MetricFamily>();
  addFamilies(families, own, '');
  for (const other of others) addFamilies(families, other, OWN_FAMILIES);
  const lines = [...families.values()].flatMap(({ head, series }) => [
    ...head,
    ...[...series].map(([name, value]) => `${name} ${value}`),
  ]);
  return `${lines.join('\n')}\n`;
}

interface MetricFamily {
  readonly head: readonly string[];
  readonly series: Map<string, string>;
}

function addFamilies(families: Map<string, MetricFamily>, text: string, prefix: string): void {
  // A family begins with its help line; everything up to the next one belongs to it.
  for (const part of text.split(/^(?=# HELP )/m)) {
    const lines = part.split('\n').filter((line) => line !== '');
    const name = lines[0]?.split(' ')[2];
    if (name === undefined || !name.startsWith(prefix)) continue;
    const head = lines.filter((line) => line.startsWith('#'));
    const family = families.get(name) ?? { head, series: new Map<string, string>() };
    families.set(name, family);
    for (const line of lines.filter((each) => !each.startsWith('#'))) addSeries(family, line);
  }
}

function addSeries({ series }: MetricFamily, line: string): void {
  const space = line.lastIndexOf(' ');
  const name = line.slice(0, space);
  const value = line.slice(space + 1);
  const known = series.get(name);
  if (known === undefined || Number(value) > Number(known)) series.set(name, value);
}

async function waitingOf(name: string, origin: URL): Promise<readonly Waiting[]> {
  try {
    const answer = await get(origin, '/health/ready');
    if (answer.ok) return [];
    const { detail } = (await answer.json()) as { detail?: string };
    return [{ name, reason: detail ?? `answers ${answer.status}` }];
  } catch {
    return [{ name, reason: 'cannot be reached' }];
  }
}

const get = (origin: URL, path: string): Promise<Response> =>
  fetch(new URL(path, origin), { signal: AbortSignal.timeout(TIMEOUT_MS) });
