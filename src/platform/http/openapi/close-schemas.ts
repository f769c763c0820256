import type { OpenAPIObject } from '@nestjs/swagger';

/**
 * Says of each schema of an object that it has no other properties: unknown fields of a body are refused, and an answer
 * has nothing but what is documented. Parts of a schema that is put together (`allOf`) are left open, since each of them
 * lacks what the others have.
 */
export function closeSchemas(document: OpenAPIObject): OpenAPIObject {
  const parts = new Set(
    [...JSON.stringify(document).matchAll(/"allOf":\[(\{[^\]]+?\})\]/g)].flatMap(([, list]) => refsOf(list!)),
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => [
    name,
    parts.has(name) ? schema : closed(schema),
  ]);
  return {
    ...document,
    components: { ...document.components, schemas: Object.fromEntries(schemas) as Record<string, object> },
  };
}

/** The schemas that a list of several parts refers to; one part alone only adds a description to it. */
function refsOf(list: string): string[] {
  const refs = [...list.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
  return list.split('},{').length > 1 ? refs : [];
}

function closed(part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map(closed);
  }
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const schema = part as Record<string, unknown>;
  const inner =
    'allOf' in schema
      ? schema
      : Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closedUnder(key, value)]));
  const isOpen = schema.type === 'object' && 'properties' in schema && !('additionalProperties' in schema);
  return isOpen && !('allOf' in schema) ? { ...inner, additionalProperties: false } : inner;
}

/** Examples and defaults are values, not schemas. */
function closedUnder(key: string, value: unknown): unknown {
  return ['example', 'examples', 'default', 'enum'].includes(key) ? value : closed(value);
}
