import { isStorable } from '../../core/list/values.js';
import type { FieldError } from '../../errors/app-error.js';
import { isLossy } from '../server/lossy-numbers.js';

type Loc = FieldError['loc'];

/** A text without white space around it, and a list of texts likewise; any other value as it is. */
export function trimmed(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.trim();
  }
  return Array.isArray(value) && value.some((element) => typeof element === 'string')
    ? value.map((element: unknown) => (typeof element === 'string' ? element.trim() : element))
    : value;
}

/** Finds texts in a value that cannot be stored. @returns the error, at the text itself */
export function findUnstorable(value: unknown, loc: Loc): FieldError | undefined {
  if (typeof value === 'string') {
    return isStorable(value)
      ? undefined
      : { loc, msg: 'NUL characters and lone surrogates cannot be stored', type: 'characters' };
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [key, part] of Object.entries(value)) {
    const found =
      findUnstorable(key, loc) ?? findUnstorable(part, [...loc, Array.isArray(value) ? Number(key) : key]);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** Finds the numbers below `holder[key]` that were rounded when the body was read. */
export function findLossy(holder: object, key: string, loc: Loc): FieldError[] {
  if (isLossy(holder, key)) {
    return [
      {
        loc,
        msg: 'This number would be rounded; send it as text, or with fewer digits',
        type: 'number',
      },
    ];
  }
  const value = (holder as Record<string, unknown>)[key];
  return typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((part) =>
        findLossy(value, part, [...loc, Array.isArray(value) ? Number(part) : part]),
      )
    : [];
}
