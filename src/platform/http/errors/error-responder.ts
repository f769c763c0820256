import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  Injectable,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Config } from '../../config/config.js';
import { RefusedValueError } from '../../database/refused-value.error.js';
import { AppError } from '../../errors/app-error.js';
import { UnavailableError } from '../../errors/errors.js';
import { AllowedMethods } from '../server/allowed-methods.js';
import { exchangeOf } from '../server/exchange.js';
import { isUnrouted } from '../server/unrouted.js';
import { blameClient } from './blame-client.js';
import { PendingMigrations } from './pending-migrations.js';
import { requiredHeaders } from './required-headers.js';
import { sendError } from './send-error.js';
import { toAppError } from './to-app-error.js';
import { unknownRoute } from './unknown-route.js';

/** Answers every error of a request with the envelope, and logs those that are not, or not only, the client's fault. */
@Catch()
@Injectable()
export class ErrorResponder implements ExceptionFilter {
  readonly #logger = new Logger('Errors');

  constructor(
    private readonly allowed: AllowedMethods,
    private readonly config: Config,
    private readonly migrations: PendingMigrations,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { request, reply } = exchangeOf(
      http.getRequest<FastifyRequest | IncomingMessage>(),
      http.getResponse<FastifyReply | ServerResponse>(),
    );
    const told = this.#toldOf(error, request);
    if (PendingMigrations.mayExplain(told)) {
      void this.migrations
        .exist()
        .then((exist) =>
          this.#answer(exist ? new UnavailableError({ cause: told.cause }) : told, request, reply),
        );
    } else {
      this.#answer(told, request, reply);
    }
  }

  #answer(told: AppError, request: FastifyRequest, reply: FastifyReply): void {
    this.#log(told);
    if (!reply.sent) {
      const required = requiredHeaders(told.code, request, () => this.allowed.of(request.url));
      for (const name of Object.keys(required)) {
        if (!reply.hasHeader(name)) void reply.header(name, required[name]);
      }
      sendError(told, request, reply, this.config.CORRELATION_ID_HEADER);
    }
  }

  #toldOf(error: unknown, request: FastifyRequest): AppError {
    if (isUnrouted(request) && error instanceof NotFoundException) {
      return unknownRoute(request, this.allowed.of(request.url));
    }
    // The client went away: nobody reads the answer, and the log must not say that the server is to blame.
    const told =
      error === request.raw.errored && error !== null
        ? new AppError('BAD_REQUEST', { detail: 'The request did not arrive whole', cause: error })
        : toAppError(error);
    return told instanceof RefusedValueError ? blameClient(told, request) : told;
  }

  #log(error: AppError): void {
    if (error.status === 500) {
      this.#logger.error({ err: error.cause ?? error }, 'Unexpected error');
    } else if (error.status > 500 || error instanceof RefusedValueError) {
      this.#logger.warn({ err: error.cause ?? error }, error.message);
    }
  }
}
