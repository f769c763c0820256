import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

interface Fault {
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** An answer that is not a success. */
export class HttpError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly errors?: Fault[],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export const notFound = (): HttpError => new HttpError(404, 'NOT_FOUND', 'Resource not found');
export const forbidden = (): HttpError => new HttpError(403, 'FORBIDDEN', 'You may not do this');
export const stale = (): HttpError =>
  new HttpError(412, 'PRECONDITION_FAILED', 'The resource has another version');
export const unauthorized = (): HttpError =>
  new HttpError(401, 'UNAUTHORIZED', 'Sign in first', undefined, { 'www-authenticate': 'Bearer' });

/** 422 for one field. */
export function invalid(loc: Fault['loc'], type: string, msg: string): HttpError {
  return new HttpError(422, 'VALIDATION_ERROR', 'The request is not valid', [{ loc, msg, type }]);
}

/** Answers every error with one envelope. */
export function answerError(
  error: FastifyError | HttpError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const told = toHttpError(error);
  void reply.status(told.statusCode).headers(told.headers).send({
    detail: told.message,
    error_code: told.code,
    correlation_id: request.id,
    timestamp: new Date().toISOString(),
    errors: told.errors,
  });
}

function toHttpError(error: FastifyError | HttpError): HttpError {
  if (error instanceof HttpError) {
    return error;
  }
  if (error.validation) {
    const faults = error.validation.map(({ instancePath, keyword, message }) => ({
      loc: [error.validationContext ?? 'body', ...instancePath.split('/').slice(1)],
      msg: message ?? 'Not valid',
      type: keyword,
    }));
    return new HttpError(422, 'VALIDATION_ERROR', 'The request is not valid', faults);
  }
  if (error.code === '23505') {
    const fault = { loc: ['body', 'name'], msg: 'This value is taken', type: 'unique' };
    return new HttpError(409, 'CONFLICT', 'The resource conflicts with another one', [fault]);
  }
  const status = error.statusCode ?? 500;
  return status < 500
    ? new HttpError(status, 'BAD_REQUEST', error.message)
    : new HttpError(500, 'INTERNAL_ERROR', 'Something went wrong');
}
