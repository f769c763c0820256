import type { OpenAPIObject } from '@nestjs/swagger';
import { words } from '../routes/entity-route.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Says of each schema what it is, as far as no code did: from its name. The values of an enum speak for themselves. */
export function describeSchemas(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  const described = Object.entries(schemas).map(([name, schema]) => [
    name,
    '$ref' in schema || schema.enum || schema.description
      ? schema
      : { ...schema, description: describe(name, schemas) },
  ]);
  return {
    ...document,
    components: { ...document.components, schemas: Object.fromEntries(described) as Schemas },
  };
}

/** `CreateLoan` beside `Loan` is `A new loan`; any other is its name in words: `Sold out`. */
function describe(name: string, schemas: Schemas): string {
  const [, row] = /^Create(.+)$/.exec(name) ?? [];
  if (row && row in schemas) {
    return `A new ${words(row)}`;
  }
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
