import type { OpenAPIObject } from '@nestjs/swagger';
import fastJson from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';
import { type OperationObject, type ResponseObject, responsesOf } from './operations-of.js';

type Serialise = (value: unknown) => string;

/**
 * Has Fastify serialise each answer from its documented schema: faster than a general serialiser, and a property that
 * is not documented cannot leave the server.
 */
export function serialiseAsDocumented(fastify: FastifyInstance, document: OpenAPIObject): void {
  const serialiserOf = compilerFor(document);
  fastify.setSerializerCompiler(({ schema }) => serialiserOf(schema as object));
  fastify.addHook('onRoute', (route) => {
    const path = document.paths[route.url.replace(/:(\w+)/g, '{$1}')];
    const methods = [route.method].flat().map((method) => method.toLowerCase());
    const operation = path?.[methods.find((method) => method !== 'head') as 'get'];
    if (operation) {
      route.schema = { ...route.schema, response: jsonSchemasOf(operation, document) };
    }
  });
}

/** The schema of each JSON answer of an operation, by status. */
function jsonSchemasOf(operation: OperationObject, document: OpenAPIObject): Record<string, object> {
  const schemas = responsesOf(operation).map(([status, response]) => {
    const { content } = resolved(response, document);
    return [status, content?.['application/json']?.schema] as const;
  });
  return Object.fromEntries(schemas.flatMap(([status, schema]) => (schema ? [[status, schema]] : [])));
}

function resolved(
  response: ResponseObject,
  document: OpenAPIObject,
): Exclude<ResponseObject, { $ref: string }> {
  if (!('$ref' in response)) {
    return response;
  }
  const name = response.$ref.replace('#/components/responses/', '');
  return resolved(document.components!.responses![name]!, document);
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
