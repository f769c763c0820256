import { validate } from 'class-validator';
import type { FieldError } from '../../errors/app-error.js';
import type { Dto } from './dto.js';
import { clean, complete, instantiate } from './instances.js';
import { errorsOf } from './library-errors.js';
import { expectObject } from './nesting.js';
import { type Findings, prepare } from './prepare.js';
import { shapeOf } from './shape.js';

type Loc = FieldError['loc'];

/**
 * Checks a value by class-transformer and class-validator themselves, with all that these know.
 *
 * @param text whether the values came as text, from a query string or a path
 * @returns an instance of the DTO; what is wrong is added to `errors`
 */
export async function checkByLibrary(
  dto: Dto,
  value: unknown,
  loc: Loc,
  errors: FieldError[],
  text: boolean,
): Promise<object> {
  if (!expectObject(value, loc, errors)) {
    return {};
  }
  const shape = shapeOf(dto);
  const found: Findings = { errors, otherwise: [], text };
  const instance = instantiate(shape, prepare(shape, value, loc, found), loc);
  complete(instance);
  const broken = await validate(instance, { whitelist: true, forbidNonWhitelisted: true });
  addWhereNoneIs(await errorsOf(broken, loc), errors);
  addWhereNoneIs(found.otherwise, errors);
  if (errors.length === 0) {
    clean(instance);
  }
  return instance;
}

/** Adds errors of places that, like all that is in them, are not to blame yet. */
function addWhereNoneIs(further: FieldError[], errors: FieldError[]): void {
  const blamed = new Set(
    errors.flatMap(({ loc }) => loc.map((_, length) => JSON.stringify(loc.slice(0, length + 1)))),
  );
  errors.push(...further.filter(({ loc }) => !blamed.has(JSON.stringify(loc))));
}
