import type { Schema } from './schema.js';

/** The types of all values but null. */
const ANY = ['object', 'array', 'string', 'number', 'boolean'];

/**
 * Says "or null" as the serialiser takes it. OpenAPI 3.0 has `nullable`, and Nest writes it beside `$ref` and unions too; but the
 * validator by which the serialiser tries the sides of a union throws where a `nullable` has no type, be it in another schema.
 */
export function withTypedNulls<S>(schema: S): S {
  return JSON.parse(JSON.stringify(schema), (_key, value: Schema | null) => typed(rowOrNull(value))) as S;
}

/** "This schema, or null" needs no union, of which each side would be tried on every value. */
function rowOrNull(schema: Schema | null): Schema | null {
  const [row, none, ...more] = schema?.oneOf ?? [];
  return row?.$ref && none?.enum?.length === 1 && none.enum[0] === null && more.length === 0
    ? { $ref: row.$ref, nullable: true }
    : schema;
}

function typed(schema: Schema | null): Schema | null {
  if (schema?.nullable !== true || schema.type !== undefined) {
    return schema;
  }
  const { nullable, ...rest } = schema;
  if (rest.$ref || rest.allOf) {
    return { ...rest, nullable, type: ANY };
  }
  const orNull = (sides: Schema[]) => [...sides, { type: 'null' }];
  return {
    ...rest,
    ...(rest.oneOf && { oneOf: orNull(rest.oneOf) }),
    ...(rest.anyOf && { anyOf: orNull(rest.anyOf) }),
  };
}
