import type { FastifyRequest } from 'fastify';
import type { TokenVerifier } from '../auth/token-verifier';
import { notFound, RefusalError } from '../problem/refusal-error';

/** The paths that an application answers, and by which methods. */
export class KnownRoutes {
  readonly #methods = new Map<string, { readonly path: RegExp; readonly methods: string[] }>();

  add(methods: string | readonly string[], url: string): void {
    const known = this.#methods.get(url) ?? { path: pathPattern(url), methods: [] };
    known.methods.push(...[methods].flat());
    this.#methods.set(url, known);
  }

  /** The methods of a path, none for one that is not known. */
  methodsOf(path: string): readonly string[] {
    const methods = [...this.#methods.values()].filter((known) => known.path.test(path));
    return [...new Set(methods.flatMap((known) => known.methods))].sort();
  }
}

/** `/v1/gifts/:giftTxId` as an expression, with one segment for each parameter. */
export function pathPattern(url: string): RegExp {
  const segments = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}

/**
 * What a request for an unknown route is told. The API proper says 401 first, as everywhere; paths
 * outside it have nothing to hide.
 */
export async function refuseUnknownRoute(
  request: FastifyRequest,
  tokens: TokenVerifier,
  routes: KnownRoutes,
): Promise<never> {
  const path = request.url.split('?', 1)[0] ?? '';
  if (path.startsWith('/v1/')) await tokens.verify(request.headers.authorization);
  const methods = routes.methodsOf(path);
  if (methods.length === 0) throw notFound();
  throw new RefusalError('method-not-allowed', `Only ${methods.join(', ')} is allowed here.`, {
    headers: { allow: methods.join(', ') },
  });
}
