import type { OpenAPIObject } from '@nestjs/swagger';

const REFERENCE = '#/components/schemas/';

/**
 * Names the schemas as clients want to read them: `ItemDto` is `Item`. That they come from DTO classes is of no use to
 * anybody outside.
 *
 * @throws Error if two classes would get the same name
 */
export function renameSchemas(document: OpenAPIObject): OpenAPIObject {
  const names = Object.keys(document.components?.schemas ?? {});
  const renamed = new Map(names.map((name) => [name, name.replace(/Dto$/, '')]));
  if (new Set(renamed.values()).size < names.length) {
    throw new Error(
      `Two schemas would have the same name in the OpenAPI document: ${names.sort().join(', ')}`,
    );
  }
  const copy = JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && value.startsWith(REFERENCE)
      ? REFERENCE + (renamed.get(value.slice(REFERENCE.length)) ?? value.slice(REFERENCE.length))
      : value,
  ) as OpenAPIObject;
  const schemas = Object.entries(copy.components?.schemas ?? {});
  return {
    ...copy,
    components: {
      ...copy.components,
      schemas: Object.fromEntries(schemas.map(([name, schema]) => [renamed.get(name)!, schema])),
    },
  };
}
