import { HttpException } from '@nestjs/common';
import { translateDatabaseError } from '../../database/database-errors.js';
import { AppError } from '../../errors/app-error.js';
import { kindOfStatus } from '../../errors/kind-of-status.js';
import { detailOf } from './http-exception-detail.js';

/**
 * What a client is told about anything that was thrown: ours as they are; an `HttpException` with its status and
 * message; those of Fastify and the database translated; all others as a bug. The original is the `cause`.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof HttpException) {
    return ofHttpException(error);
  }
  const translated = translateDatabaseError(error);
  if (translated instanceof AppError) {
    return translated;
  }
  if (isFastifyError(error)) {
    return new AppError(kindOfStatus(error.statusCode), { cause: error });
  }
  if (isHttpError(error)) {
    const detail = error.expose === false ? undefined : error.message;
    return new AppError(kindOfStatus(error.statusCode), { detail, cause: error });
  }
  return new AppError('INTERNAL_ERROR', { cause: error });
}

/** Nest wraps what Fastify throws into an `HttpException` with Fastify's text, which is not for clients. */
function ofHttpException(error: HttpException): AppError {
  if (isFastifyError(error.cause)) {
    return toAppError(error.cause);
  }
  const status: unknown = error.getStatus();
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return new AppError('INTERNAL_ERROR', { cause: error });
  }
  return new AppError(kindOfStatus(status), { detail: detailOf(error.getResponse()), cause: error });
}

interface HttpError {
  statusCode: number;
  message: string;
  /** Whether the message is for clients. */
  expose?: boolean;
}

function isFastifyError(error: unknown): error is HttpError {
  return error instanceof Error && error.name === 'FastifyError' && hasErrorStatus(error);
}

/**
 * The errors of the library http-errors, and plain objects of a status and a message, which Nest answers as such. Other
 * errors may have a status too, but it is that of the upstream they come from.
 */
function isHttpError(error: unknown): error is HttpError {
  if (!hasErrorStatus(error)) {
    return false;
  }
  return error instanceof Error
    ? 'expose' in error && typeof error.expose === 'boolean'
    : 'message' in error && typeof error.message === 'string' && error.message !== '';
}

function hasErrorStatus(error: unknown): error is { statusCode: number } {
  const status = (error as Partial<HttpError> | null | undefined)?.statusCode;
  return Number.isInteger(status) && status! >= 400 && status! <= 599;
}
