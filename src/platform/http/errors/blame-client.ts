import type { FastifyRequest } from 'fastify';
import { type RefusedValue, RefusedValueError } from '../../database/refused-value.error.js';
import { AppError, type FieldError } from '../../errors/app-error.js';

type Loc = FieldError['loc'];

/**
 * Finds in the request what the database refused, and names its place. What is not there did not come from the client:
 * then the fault is that of the code that wrote the statement.
 *
 * @returns the same 422 with the place in the request, or a 500
 */
export function blameClient(error: RefusedValueError, request: FastifyRequest): AppError {
  const { refused } = error;
  const loc = [refused.field, ...(refused.others ?? [])]
    .map((field) => placeIn(request, { ...refused, field }))
    .find((place) => place !== undefined);
  return loc
    ? new RefusedValueError(error.refused, error.cause, loc)
    : new AppError('INTERNAL_ERROR', { cause: error.cause });
}

function placeIn({ params, query, body }: FastifyRequest, refused: RefusedValue): Loc | undefined {
  return (
    placeOf(refused, params, ['path']) ??
    placeOf(refused, query, ['query']) ??
    placeOf(refused, body, ['body'])
  );
}

/** Where below `part` the refused value is: under the field's name, else the first text or number that it may be. */
function placeOf(refused: RefusedValue, part: unknown, loc: Loc): Loc | undefined {
  if (typeof part !== 'object' || part === null) {
    return refused.field === undefined && mayBe(part, refused.value) ? loc : undefined;
  }
  for (const [name, value] of Object.entries(part)) {
    const place = [...loc, Array.isArray(part) ? Number(name) : name];
    const found = name === refused.field ? place : placeOf(refused, value, place);
    if (found) {
      // The database does not say which row of a batch it was.
      return Array.isArray(part) && part.length > 1 && refused.field !== undefined ? loc : found;
    }
  }
  return undefined;
}

/** A value may reach the database trimmed, or as a part of a list. Where the database does not show it, any may be it. */
function mayBe(sent: unknown, value: string | undefined): boolean {
  if (typeof sent !== 'string' && typeof sent !== 'number') {
    return false;
  }
  return value === undefined || String(sent).includes(value);
}
