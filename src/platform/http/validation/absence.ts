import type { FieldError } from '../../errors/app-error.js';

/**
 * The error of a field that is required but absent or null: that it is of no kind either goes without saying.
 *
 * @param own what the developer wrote for one of the broken rules
 */
export function absence(
  value: undefined | null,
  loc: FieldError['loc'],
  own: string | undefined,
): FieldError {
  return value === undefined
    ? { loc, msg: own ?? 'This field is required', type: 'missing' }
    : { loc, msg: own ?? 'This field cannot be null', type: 'null' };
}
