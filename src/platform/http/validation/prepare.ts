import type { FieldError } from '../../errors/app-error.js';
import { mismatch } from './nesting.js';
import { type Field, hasRules, type Shape, shapeOf } from './shape.js';
import { readText, unread } from './text-values.js';
import { refuseUnknown } from './unknown-fields.js';
import { findLossy, findUnstorable, trimmed } from './values.js';

type Loc = FieldError['loc'];
type Raw = Record<string, unknown>;

/** What is found while a value is prepared for class-transformer and class-validator. */
export interface Findings {
  errors: FieldError[];
  /** Errors that only count where no rule has found one at the same place. */
  otherwise: FieldError[];
  /** Whether the values came as text, from a query string or a path. */
  text: boolean;
}

/** JSON of the client's own, which class-transformer would copy with changes: it leaves functions alone. */
type Boxed = () => unknown;
const boxes = new WeakSet<Boxed>();

/**
 * A copy of a plain object with what the contract says of every value done to it: strings trimmed, text that cannot be
 * stored refused, text read as what is declared, defaults in their places. Nested DTOs likewise.
 */
export function prepare(shape: Shape, plain: Raw, loc: Loc, found: Findings): Raw {
  const { inputs } = shape;
  const hidden = Object.keys(plain).filter((name) => isHidden(name, shape));
  refuseUnknown(hidden, inputs.keys(), loc, found.errors);
  const copy: Raw = {};
  for (const name of Object.keys(plain)) {
    if (!hidden.includes(name)) {
      const field = inputs.get(name);
      copy[name] = field ? prepareField(field, plain, [...loc, name], found) : plain[name];
    }
  }
  for (const [name, { traits, transformed }] of inputs) {
    if (traits.default !== undefined && plain[name] === undefined) {
      copy[name] = traits.json && !transformed ? boxed(traits.default) : traits.default;
    }
  }
  return copy;
}

/**
 * Whether class-transformer would pass over a name without a word: it does so with methods, getters and `__proto__`, and
 * with fields that are not taken, or not by this name.
 */
function isHidden(name: string, { dto, fields, inputs }: Shape): boolean {
  return (
    name === '__proto__' || ((name in (dto.prototype as object) || fields.has(name)) && !inputs.has(name))
  );
}

function prepareField(field: Field, holder: Raw, loc: Loc, found: Findings): unknown {
  if (field.traits.json) {
    found.errors.push(...findLossy(holder, field.input, loc));
    return field.transformed ? holder[field.input] : boxed(holder[field.input]);
  }
  const given = holder[field.input];
  const value = trimmed(found.text ? readText(field, given, loc, found.errors) : given);
  if (found.text) {
    found.otherwise.push(...unread(field, value, loc));
  }
  const wrong = mismatch(field, value, loc);
  if (wrong) {
    found.otherwise.push(wrong);
  }
  if (field.nested) {
    return prepareNested(field, value, holder, loc, found);
  }
  const unstorable = findUnstorable(value, loc);
  if (unstorable) {
    found.errors.push(unstorable);
  }
  return value;
}

function prepareNested(field: Field, value: unknown, holder: Raw, loc: Loc, found: Findings): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => prepareNested(field, item, holder, [...loc, i], found));
  }
  if (field.map && value === holder[field.input] && typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
      return [key, prepareNested(field, item, holder, [...loc, key], found)];
    });
    return Object.fromEntries(entries);
  }
  const dto = field.typeIn(holder, value);
  return typeof value === 'object' && value !== null && hasRules(dto)
    ? prepare(shapeOf(dto), value as Raw, loc, found)
    : value;
}

function boxed(value: unknown): Boxed {
  const box = (): unknown => value;
  boxes.add(box);
  return box;
}

/** What an instance has where class-transformer was to leave it alone; any other value as it is. */
export function unboxed(value: unknown): unknown {
  return typeof value === 'function' && boxes.has(value as Boxed) ? (value as Boxed)() : value;
}
