import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '../problem/problem';

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = OpenAPIObject;
type Paths = OpenApiDocument['paths'];
type PathItem = Paths[string];
type Components = NonNullable<OpenApiDocument['components']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEM_SCHEMA: NonNullable<Components['schemas']>[string] = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'code', 'traceId'],
  properties: {
    type: { type: 'string', example: 'urn:gifting:problem:insufficient-coins' },
    title: { type: 'string', example: 'Not enough coins' },
    status: { type: 'integer', example: 409 },
    detail: { type: 'string' },
    code: { type: 'string', example: 'insufficient-coins' },
    traceId: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: {
          field: { type: 'string', example: 'items[3].quantity' },
          reason: { type: 'string' },
        },
      },
    },
  },
};

const PROBLEM_RESPONSE = {
  description: 'A refusal; `code` says which.',
  content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Describes an application from its decorators. Every operation may also answer with a problem. */
export function describeApi(app: INestApplication): OpenApiDocument {
  const base = new DocumentBuilder()
    .setTitle('Gifting economy')
    .setDescription('Coins, gifts, diamonds and payouts. Amounts are strings.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}.${method}`,
  });
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) operation.responses = { ...operation.responses, default: PROBLEM_RESPONSE };
    }
  }
  const schemas = { ...document.components?.schemas, Problem: PROBLEM_SCHEMA };
  return withNullTypes({ ...document, components: { ...document.components, schemas } });
}

/** OpenAPI 3.1 has no `nullable`, which the decorators still write: null is a type like any other. */
function withNullTypes<T>(node: T): T {
  if (Array.isArray(node)) return node.map(withNullTypes) as T;
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node).map(([name, value]) => [
    name,
    withNullTypes<unknown>(value),
  ]);
  const { nullable, ...schema } = Object.fromEntries(members) as Record<string, unknown>;
  if (nullable !== true) return (nullable === undefined ? schema : { ...schema, nullable }) as T;
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] } as T;
  const withNull = Array.isArray(values) ? { enum: [...(values as unknown[]), null] } : {};
  return { ...schema, ...withNull, type: [type, 'null'] } as T;
}

/**
 * One document for several applications behind one address. What stands in several of them, such as
 * the health routes, must be the same in all.
 * @throws Error when two documents say different things under one name
 */
export function mergeOpenApi(documents: readonly OpenApiDocument[]): OpenApiDocument {
  const [first] = documents;
  if (first === undefined) throw new Error('there is no document to merge');
  const paths: Paths = {};
  const components: Record<string, Record<string, unknown>> = {};
  for (const document of documents) {
    for (const [path, item] of Object.entries(document.paths)) {
      const known: PathItem = (paths[path] ??= {});
      join(known as Record<string, unknown>, item as Record<string, unknown>, path);
    }
    for (const [kind, members] of Object.entries(document.components ?? {})) {
      join((components[kind] ??= {}), members as Record<string, unknown>, kind);
    }
  }
  const sorted = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...first, paths: sorted, components: components };
}

function join(into: Record<string, unknown>, from: Record<string, unknown>, where: string): void {
  for (const [name, value] of Object.entries(from)) {
    if (name in into && JSON.stringify(into[name]) !== JSON.stringify(value)) {
      throw new Error(`two applications describe ${where} ${name} differently`);
    }
    into[name] = value;
  }
}
