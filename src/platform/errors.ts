/** What services and repositories throw. */
export { AppError, type FieldError } from './errors/app-error.js';
export { type DefinedError, defineError } from './errors/define-error.js';
export {
  ConflictError,
  ForbiddenError,
  InvalidCredentialsError,
  NotFoundError,
  PreconditionFailedError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
} from './errors/errors.js';
