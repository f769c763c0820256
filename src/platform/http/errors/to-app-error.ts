import { HttpException } from '@nestjs/common';
import { translateDatabaseError } from '../../database/database-errors.js';
import { AppError } from '../../errors/app-error.js';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.js';

/** The code of each status that frameworks answer with on their own; of several codes the most general one. */
const BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
  ...(Object.keys(ERROR_CODES) as ErrorCode[])
    .toReversed()
    .map((code) => [ERROR_CODES[code].status, code] as const),
]);

/**
 * What a client is told about any error whatsoever: ours as they are, those of Nest, Fastify and the database
 * translated, all others as a bug. The original is the `cause`.
 */
export function toAppError(error: unknown): AppError {
  const translated = translateDatabaseError(error);
  if (translated instanceof AppError) {
    return translated;
  }
  const status = statusOf(error);
  const code = status === undefined ? undefined : BY_STATUS.get(status);
  if (code) {
    return new AppError(code, { cause: error });
  }
  const unnamed = status !== undefined && status >= 400 && status < 500;
  return new AppError(unnamed ? 'BAD_REQUEST' : 'INTERNAL_ERROR', { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  return (error as { statusCode?: number } | undefined)?.statusCode;
}
