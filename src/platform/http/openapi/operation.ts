import { applyDecorators, HttpCode, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '../../errors/error-codes.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import type { Dto } from '../validation/compiled-validator.js';
import { NoQueryGuard } from '../validation/no-query.guard.js';
import { type RouteError, RouteErrors } from './document-errors.js';
import { headerReferences, REQUEST_HEADERS, type RequestHeader, type ResponseHeader } from './headers.js';

/** What an operation says about itself. */
export interface OperationOptions {
  /** The name of the method in generated clients. */
  id: string;
  summary: string;
  description?: string;
  /** The status of success; 200 if left out. */
  status?: number;
  /** The DTO of the answer; no body if left out. */
  answer?: Dto;
  /** Headers that a successful answer has; those that follow from the answer are set, see `setDeclaredHeaders`. */
  headers?: readonly ResponseHeader[];
  /** Headers that the request may have. */
  accepts?: readonly RequestHeader[];
  /** Errors besides those that every operation can give; a feature's own by their class. */
  errors?: readonly RouteError[];
  /** An answer that is no success, yet not the envelope of errors; it takes the place of the errors of its status. */
  refusal?: { status: number; description: string; answer: Dto };
}

/** What a request with an `Idempotency-Key` can run into besides. */
const IDEMPOTENCY_ERRORS: readonly ErrorCode[] = ['CONFLICT', 'IDEMPOTENCY_KEY_REUSED'];

/** Documents an operation, sets its status, and refuses query parameters unless it has some. Every route carries it: what is not documented is not answered. */
export function Operation(options: OperationOptions): MethodDecorator {
  const {
    id,
    summary,
    description,
    status = 200,
    answer,
    headers = [],
    accepts = [],
    errors = [],
    refusal,
  } = options;
  const idempotent = accepts.includes('Idempotency-Key');
  const responseHeaders = headerReferences(idempotent ? [...headers, 'Idempotency-Replayed'] : headers);
  return applyDecorators(
    ...(idempotent ? [Idempotent()] : []),
    HttpCode(status),
    RouteConfig({ headers, accepts }),
    UseGuards(NoQueryGuard),
    ApiOperation({ operationId: id, summary, ...(description && { description }) }),
    ApiResponse({
      status,
      description: STATUS_CODES[status] ?? 'Success',
      headers: responseHeaders,
      ...(answer && { type: answer }),
    }),
    ...accepts.map((name) => ApiHeader({ name, required: false, ...REQUEST_HEADERS[name] })),
    ...(accepts.includes('If-None-Match')
      ? [ApiResponse({ status: 304, description: 'Not Modified', headers: responseHeaders })]
      : []),
    RouteErrors([...errors, ...(idempotent ? IDEMPOTENCY_ERRORS : [])]),
    ...(refusal
      ? [ApiResponse({ status: refusal.status, description: refusal.description, type: refusal.answer })]
      : []),
  );
}
