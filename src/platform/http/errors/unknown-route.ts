import type { FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.js';
import { NotFoundError } from '../../errors/errors.js';

const MAX_PATH = 200;

/**
 * The error of a request that no route takes: 405 where the path has other methods, else 404.
 *
 * @param methods those of the path
 */
export function unknownRoute({ method, url }: FastifyRequest, methods: readonly string[]): AppError {
  return methods.length > 0
    ? new AppError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } })
    : new NotFoundError({ detail: `No route ${method} ${shownPath(url)}` });
}

/** The path without its query, which may hold a secret, and without characters that mean something elsewhere. */
function shownPath(url: string): string {
  const path = url
    .split(/[?#]/, 1)[0]!
    // What is behind a semicolon may be the token of a session.
    .replace(/;.*/, ';…')
    .replace(/[^\w\-./~%:@!$&()*+,;=…]/g, '_');
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;
}
