import type { OpenAPIObject } from '@nestjs/swagger';
import fastJson from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';
import { type OperationObject, operationsOf, responsesOf, routeOf } from './operations-of.js';

const ERROR = { $ref: '#/components/schemas/Error' };

type Serialise = (value: unknown) => string;

/**
 * Has Fastify serialise each answer from its documented schema: faster than a general serialiser, and a property that
 * is not documented cannot leave the server.
 */
export function serialiseAsDocumented(fastify: FastifyInstance, document: OpenAPIObject): void {
  const operations = new Map(
    Object.values(document.paths)
      .flatMap(operationsOf)
      .map((operation) => [routeOf(operation), operation] as const),
  );
  const serialiserOf = compilerFor(document);
  fastify.setSerializerCompiler(({ schema }) => serialiserOf(schema as object));
  fastify.addHook('onRoute', (route) => {
    const operation = operations.get(route.config?.number ?? 0);
    if (operation) {
      route.schema = { ...route.schema, response: jsonSchemasOf(operation) };
    }
  });
}

/** The schema of each JSON answer of an operation, by status; what is no success has the envelope of errors. */
function jsonSchemasOf(operation: OperationObject): Record<string, object> {
  const schemas = responsesOf(operation).map(([status, response]) => {
    const content = 'content' in response ? response.content : undefined;
    return [status, content?.['application/json']?.schema] as const;
  });
  return {
    '4xx': ERROR,
    '5xx': ERROR,
    ...Object.fromEntries(schemas.flatMap(([status, schema]) => (schema ? [[status, schema]] : []))),
  };
}

/** Compiles each schema once, however many routes answer with it: that of errors stands a dozen times at each. */
function compilerFor({ components }: OpenAPIObject): (schema: object) => Serialise {
  const shared = {
    $id: 'document',
    components: { schemas: components?.schemas },
  } as object as fastJson.Schema;
  const compiled = new Map<string, Serialise>();
  return (schema) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    let serialise = compiled.get(text);
    if (!serialise) {
      serialise = fastJson(JSON.parse(text) as object, { schema: { document: shared } }) as Serialise;
      compiled.set(text, serialise);
    }
    return serialise;
  };
}
