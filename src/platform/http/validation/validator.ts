import type { FieldError } from '../../errors/app-error.js';
import { ValidationError } from '../../errors/errors.js';
import { NeedsClassValidator } from './compile.js';
import { checkCompiled } from './compiled-validator.js';
import type { Dto } from './dto.js';
import { checkByLibrary } from './library-validator.js';

type Loc = FieldError['loc'];

/**
 * Checks a value and returns a clean instance of the DTO: strings trimmed, values in their one form, defaults applied,
 * nothing but the declared fields. A promise where the DTO says something that only class-validator itself knows.
 */
export type Validator<T> = (value: unknown, loc: Loc) => T | Promise<T>;

/** DTOs that turned out to need class-validator itself. */
const uncompilable = new WeakSet<Dto>();

/**
 * Makes the validator of a DTO.
 *
 * @returns a validator that throws, or rejects with, a ValidationError with every field that is missing, unknown or
 * wrong. In a `loc` that starts with `query` or `path`, values are text and read as what is declared.
 */
export function validatorOf<T extends object>(dto: Dto<T>): Validator<T> {
  return (value, loc) => {
    const text = loc[0] === 'query' || loc[0] === 'path';
    if (!uncompilable.has(dto)) {
      try {
        return collect((errors) => checkCompiled(dto, value, loc, errors, text) as T);
      } catch (error) {
        if (!(error instanceof NeedsClassValidator)) {
          throw error;
        }
        uncompilable.add(dto);
      }
    }
    return collectAsync((errors) => checkByLibrary(dto, value, loc, errors, text) as Promise<T>);
  };
}

function collect<T>(check: (errors: FieldError[]) => T): T {
  const errors: FieldError[] = [];
  const result = check(errors);
  refuse(errors);
  return result;
}

async function collectAsync<T>(check: (errors: FieldError[]) => Promise<T>): Promise<T> {
  const errors: FieldError[] = [];
  const result = await check(errors);
  refuse(errors);
  return result;
}

function refuse(errors: FieldError[]): void {
  if (errors.length > 0) {
    throw new ValidationError(errors);
  }
}
