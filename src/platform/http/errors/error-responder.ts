import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  Injectable,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import { AppError } from '../../errors/app-error.js';
import { AllowedMethods } from '../server/allowed-methods.js';
import { sendError } from './send-error.js';
import { toAppError } from './to-app-error.js';

/** Answers every error of a request with the envelope, and logs those that are not the client's fault. */
@Catch()
@Injectable()
export class ErrorResponder implements ExceptionFilter {
  readonly #logger = new Logger('Errors');

  constructor(
    private readonly allowed: AllowedMethods,
    private readonly config: Config,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const unknown = isUnrouted(request) && error instanceof NotFoundException;
    const told = unknown ? this.#unknownRoute(request) : toAppError(error);
    this.#log(told);
    const reply = http.getResponse<FastifyReply>();
    if (!reply.sent) {
      sendError(told, request, reply, this.config.CORRELATION_ID_HEADER);
    }
  }

  /** A path that exists for other methods only is 405, any other 404. */
  #unknownRoute(request: FastifyRequest): AppError {
    const methods = this.allowed.of(request.url);
    return methods.length > 0
      ? new AppError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } })
      : new AppError('NOT_FOUND');
  }

  #log(error: AppError): void {
    if (error.status === 500) {
      this.#logger.error({ err: error.cause ?? error }, 'Unexpected error');
    } else if (error.status > 500) {
      this.#logger.warn({ err: error.cause ?? error }, error.message);
    }
  }
}

/** CORS adds a route for OPTIONS on any path, which is not one of the application. */
function isUnrouted(request: FastifyRequest): boolean {
  return request.is404 || request.routeOptions.url === '*';
}
