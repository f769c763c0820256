import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

type Schema = Record<string, unknown>;
type Responses = Record<string, { content?: Record<string, { schema?: Schema }> }>;

/**
 * Has Fastify serialise each answer from its documented schema: faster than a general serialiser, and a property that
 * is not documented cannot leave the server.
 */
export function serialiseAsDocumented(fastify: FastifyInstance, document: OpenAPIObject): void {
  fastify.addHook('onRoute', (route) => {
    const path = document.paths[route.url.replace(/:(\w+)/g, '{$1}')];
    const methods = [route.method].flat().map((method) => method.toLowerCase());
    const operation = path?.[methods.find((method) => method !== 'head') as 'get'];
    if (operation) {
      route.schema = { ...route.schema, response: responsesOf(operation.responses as Responses, document) };
    }
  });
}

function responsesOf(responses: Responses, document: OpenAPIObject): Record<string, Schema> {
  const schemas: Record<string, Schema> = {};
  for (const [status, { content }] of Object.entries(responses)) {
    const schema = content?.['application/json']?.schema;
    if (schema) {
      schemas[status] = withoutReferences(schema, document) as Schema;
    }
  }
  return schemas;
}

/** Copies a schema with every `$ref` replaced by what it points to, since Fastify does not know the document. */
function withoutReferences(schema: unknown, document: OpenAPIObject): unknown {
  if (Array.isArray(schema)) {
    return schema.map((part) => withoutReferences(part, document));
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const { $ref, ...rest } = schema as Schema;
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/components/schemas/', '');
    return withoutReferences({ ...document.components?.schemas?.[name], ...rest }, document);
  }
  return Object.fromEntries(
    Object.entries(rest)
      .filter(([key]) => key !== 'example' && key !== 'description')
      .map(([key, value]) => [
        key,
        key === 'properties' ? propertiesOf(value as Schema, document) : withoutReferences(value, document),
      ]),
  );
}

function propertiesOf(properties: Schema, document: OpenAPIObject): Schema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, withoutReferences(schema, document)]),
  );
}
