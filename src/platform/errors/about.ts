import { AppError, type FieldError } from './app-error.js';

/**
 * Runs what knows one row only and not where it stands in the request: the fields of the body that an error of it blames
 * are named as fields of that row.
 *
 * @param loc of the row, such as `['body', 'items', 3]`
 */
export async function about<R>(loc: FieldError['loc'], work: () => Promise<R> | R): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AppError && error.errors ? moved(error, loc) : error;
  }
}

/** The same error, and it may have been thrown before: it stays as it is. */
function moved(error: AppError, loc: FieldError['loc']): AppError {
  const errors = error.errors!.map((one) =>
    one.loc[0] === 'body' ? { ...one, loc: [...loc, ...one.loc.slice(1)] } : one,
  );
  return Object.create(Object.getPrototypeOf(error) as object, {
    ...Object.getOwnPropertyDescriptors(error),
    errors: { value: errors, enumerable: true },
  }) as AppError;
}
