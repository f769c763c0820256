import type { Schemas } from './documented-answers.js';
import { asSent, scalarOf } from './scalars.js';
import { isNullable, isSchema, kindOf, type Schema, withoutRef } from './schema.js';

/** Where in an answer something is not as documented, and what. */
interface Misfit {
  path: (string | number)[];
  fault: string;
}

/** Looks at what is neither null nor undefined. */
type Check = (value: unknown) => Misfit | undefined;

/** What is documented for one place. */
interface Place {
  nullable: boolean;
  /** Of a scalar: whether a value may stand here. Most places are such ones, and most values fit. */
  fits?: (value: unknown) => boolean;
  /** Finds what is wrong. */
  check: Check;
}

type Documented = (schema: Schema) => Place;

/**
 * A check for what the serialiser would write as something else: null as `""`, 0 or `{}`, text in the place of an object as
 * its characters, an object in the place of text as `[object Object]`, 2.5 as 2. What a required property lacks the
 * serialiser sees itself.
 *
 * @returns the check, which gives what is wrong and where; undefined if the value fits
 */
export function misfitIn(schema: object, schemas: Schemas): (value: unknown) => string | undefined {
  const place = places(schemas)(schema);
  return (value) => {
    const misfit = value === null ? undefined : look(place, value);
    return misfit && `${misfit.path.length > 0 ? misfit.path.join('.') : 'it'} ${misfit.fault}`;
  };
}

/** Makes the checks of schemas, each once: a schema may contain itself. */
function places(schemas: Schemas): Documented {
  const made = new Map<Schema, Check>();
  const checkOf = (schema: Schema): Check => {
    const known = made.get(schema);
    if (known) return known;
    let check: Check | undefined;
    const onceMade: Check = (value) => (check ??= make(schema, placeOf))(value);
    made.set(schema, onceMade);
    return onceMade;
  };
  const placeOf: Documented = (schema) => {
    const found = withoutRef(schema, schemas);
    const isScalar = kindOf(found) === 'scalar' && !found.allOf;
    return {
      nullable: isNullable(schema, schemas),
      fits: isScalar ? scalarOf(found).fits : undefined,
      check: checkOf(found),
    };
  };
  return placeOf;
}

function look({ nullable, fits, check }: Place, value: unknown): Misfit | undefined {
  if (value === undefined || (value === null ? nullable : fits?.(value))) {
    return undefined;
  }
  return value === null
    ? { path: [], fault: 'is null, which is not documented (nullable: true)' }
    : check(value);
}

function make(schema: Schema, placeOf: Documented): Check {
  const parts = (schema.allOf ?? []).map(placeOf);
  const own = { object: checkObject, array: checkList, scalar: checkScalar, any: () => () => undefined }[
    kindOf(schema)
  ](schema, placeOf);
  if (parts.length === 0) {
    return own;
  }
  return (value) => parts.reduce((misfit, part) => misfit ?? look(part, value), own(value));
}

function checkObject(schema: Schema, placeOf: Documented): Check {
  const documented = schema.properties ?? {};
  const properties = Object.entries(documented).map(([name, inner]) => ({ name, place: placeOf(inner) }));
  const other = isSchema(schema.additionalProperties) ? placeOf(schema.additionalProperties) : undefined;
  return (value) => {
    const row = asSent(value);
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return { path: [], fault: `is ${nameOf(row)}, but an object is documented` };
    }
    const values = row as Record<string, unknown>;
    for (const { name, place } of properties) {
      const misfit = look(place, values[name]);
      if (misfit) return at(name, misfit);
    }
    for (const key of other ? Object.keys(values) : []) {
      const misfit = key in documented ? undefined : look(other!, values[key]);
      if (misfit) return at(key, misfit);
    }
    return undefined;
  };
}

function checkList(schema: Schema, placeOf: Documented): Check {
  const place = schema.items && placeOf(schema.items);
  return (value) => {
    if (!Array.isArray(value)) {
      return { path: [], fault: `is ${nameOf(value)}, but a list is documented` };
    }
    for (let index = 0; place && index < value.length; index++) {
      const misfit = look(place, value[index]);
      if (misfit) return at(index, misfit);
    }
    return undefined;
  };
}

function checkScalar(schema: Schema): Check {
  const { name, fits } = scalarOf(schema);
  return (value) =>
    fits(value) ? undefined : { path: [], fault: `is ${nameOf(value)}, but ${name} is documented` };
}

function at(key: string | number, misfit: Misfit): Misfit {
  misfit.path.unshift(key);
  return misfit;
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid time' : 'a time';
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
