import { MAX_SUGGESTIONS, unknownName } from '../../errors/closest-name.js';
import type { FieldError } from '../../errors/app-error.js';

/** One error for each name that is none of `known`. */
export function refuseUnknown(
  names: Iterable<string>,
  known: Iterable<string>,
  loc: FieldError['loc'],
  errors: FieldError[],
): void {
  const what = loc[0] === 'query' ? 'parameter' : 'field';
  for (const name of names) {
    const candidates = errors.length < MAX_SUGGESTIONS ? known : [];
    errors.push({ loc: [...loc, name], msg: unknownName(what, name, candidates), type: 'unknown' });
  }
}
