import { ReadinessSource, type Waiting } from '@gifting/service';
import { mergeOpenApi, type OpenApiDocument } from '@gifting/http/app';
import { RefusalError } from '@gifting/http';
import type { ServiceOrigins } from './service-origins';

const TIMEOUT_MS = 2_000;

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
