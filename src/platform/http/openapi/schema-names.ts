import type { OpenAPIObject } from '@nestjs/swagger';
import { StartError } from '../../errors/start-error.js';
import type { Route } from '../routes/adopt-routes.js';
import { type NamedSchema, namedSchemas } from './named-schemas.js';

const REFERENCE = '#/components/schemas/';

/**
 * Names the schemas as clients want to read them: `ItemDto` is `Item`. That they come from DTO classes is of no use to
 * anybody outside.
 *
 * @throws StartError if two schemas would get the same name
 */
export function renameSchemas(document: OpenAPIObject, routes: Iterable<Route>): OpenAPIObject {
  for (const [name, schemas] of namedSchemas(routes)) {
    refuseDifferent(name, schemas);
  }
  const names = Object.keys(document.components?.schemas ?? {});
  const renamed = new Map(names.map((name) => [name, name.replace(/Dto$/, '')]));
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

/** @throws StartError that names what has the same name, and where */
function refuseDifferent(name: string, schemas: readonly NamedSchema[]): void {
  const [first] = schemas;
  const other = schemas.find(({ shape }) => shape !== first!.shape);
  if (other) {
    throw new StartError(
      `Two schemas would be named ${name} in the OpenAPI document: ${spelled(first!)} and ${spelled(other)}. ` +
        "Rename one of the classes, or give it another name: @ApiSchema({ name: '…' }), for an enum { enumName: '…' }.",
    );
  }
}

function spelled({ giver, place }: NamedSchema): string {
  return `${giver} (see ${place})`;
}
