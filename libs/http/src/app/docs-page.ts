import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { notFound } from '../problem/refusal-error';
import type { OpenApiDocument } from './openapi';

const PUBLIC = { config: { gifting: { access: { kind: 'public' } } } } as const;

/** The page's own files, and those of swagger-ui that it needs; nothing else can be asked for. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Gifting economy</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

/** swagger-ui sets styles from its scripts and draws icons from data URLs; nothing comes from elsewhere. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** Serves `/openapi.json` and a page at `/docs` that shows it, without any server outside. */
export function serveDocs(
  fastify: FastifyInstance,
  document: () => OpenApiDocument | Promise<OpenApiDocument>,
): void {
  let described: Promise<string> | undefined;

  const describe = async (): Promise<string> => {
    described ??= Promise.resolve()
      .then(document)
      .then((found) => JSON.stringify(found));
    try {
      return await described;
    } catch (error) {
      // Asked again next time: the services behind a gateway may not have been there yet.
      described = undefined;
      throw error;
    }
  };

  fastify.get('/openapi.json', PUBLIC, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(await describe()),
  );
  fastify.get('/docs', PUBLIC, (_request, reply) =>
    secured(reply).type('text/html; charset=utf-8').send(PAGE),
  );
  fastify.get('/docs/start.js', PUBLIC, (_request, reply) =>
    secured(reply).type('text/javascript; charset=utf-8').send(START),
  );
  fastify.get<{ Params: { file: string } }>('/docs/:file', PUBLIC, async (request, reply) => {
    const { file } = request.params;
    const mediaType = Object.hasOwn(ASSETS, file) ? ASSETS[file] : undefined;
    if (mediaType === undefined) throw notFound();
    const bytes = await readFile(require.resolve(`swagger-ui-dist/${file}`));
    return secured(reply).header('cache-control', 'max-age=3600').type(mediaType).send(bytes);
  });
}

const secured = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
