import type { Schemas } from './documented-answers.js';

/** What is looked at of a schema here. */
export interface Schema {
  $ref?: string;
  type?: unknown;
  format?: string;
  nullable?: boolean;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/** What a schema says a value is; `any` where it says several things, or none. */
export function kindOf({
  type,
  properties,
  additionalProperties,
  items,
}: Schema): 'object' | 'array' | 'scalar' | 'any' {
  if (type === 'object' || (type === undefined && (properties ?? additionalProperties))) return 'object';
  if (type === 'array' || (type === undefined && items)) return 'array';
  return typeof type === 'string' ? 'scalar' : 'any';
}

/** The schema that a reference leads to. */
export function withoutRef(schema: Schema, schemas: Schemas): Schema {
  const target = schema.$ref && schemas[nameIn(schema.$ref)];
  return target ? withoutRef(target, schemas) : schema;
}

/** The name of the schema that a reference is to. */
export function nameIn(reference: string): string {
  return reference.split('/').at(-1)!;
}

/** Whether a schema, or what it refers to, takes null. Where it says nothing of the type, anything will do. */
export function isNullable(schema: Schema, schemas: Schemas): boolean {
  const found = withoutRef(schema, schemas);
  const parts = found.allOf ?? [];
  return (
    schema.nullable === true ||
    found.nullable === true ||
    (kindOf(found) === 'any' && parts.every((part) => isNullable(part, schemas)))
  );
}

export function isSchema(schema: unknown): schema is Schema {
  return typeof schema === 'object' && schema !== null;
}
