import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import {
  headerReferences,
  REQUEST_HEADERS,
  type RequestHeader,
  type ResponseHeader,
} from '../openapi/headers.js';
import type { Dto } from '../validation/dto.js';
import { Errors, Facts, type RouteError } from './route-facts.js';

/** What an operation says about itself. */
export interface OperationOptions {
  /** The name of the method in generated clients. */
  id: string;
  summary: string;
  description?: string;
  /** The status of success; 200 if left out. */
  status?: number;
  /** The DTO of the answer; without one the route answers no body, whatever its method returns. */
  answer?: Dto;
  /** Headers that a successful answer has; those that follow from the answer are set, see `setDeclaredHeaders`. */
  headers?: readonly ResponseHeader[];
  /** Headers that the request may have. With `Idempotency-Key` a repeated request is carried out once. */
  accepts?: readonly RequestHeader[];
  /** Errors besides those that every operation can give, see `@Errors()`. */
  errors?: readonly RouteError[];
  /** Whether the URL names no row, but shows each caller their own: its entity tags hold the row's id. */
  own?: boolean;
  /** An answer that is no success, yet not the envelope of errors; it takes the place of the errors of its status. */
  refusal?: { status: number; description: string; answer: Dto };
}

/**
 * Documents an operation and sets its status. It stands beside Nest's own
 * `@Get()`, `@Post()`, …, which say where the route is.
 */
export function Operation({ id, summary, description, ...options }: OperationOptions): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: id, summary, ...(description && { description }) }),
    Answering(options),
  );
}

/** All of an operation but its names. */
export function Answering(
  options: Omit<OperationOptions, 'id' | 'summary' | 'description'>,
): MethodDecorator {
  const { status = 200, answer, headers = [], accepts = [], errors = [], own = false, refusal } = options;
  const idempotent = accepts.includes('Idempotency-Key');
  const responseHeaders = headerReferences(idempotent ? [...headers, 'Idempotency-Replayed'] : headers);
  return applyDecorators(
    HttpCode(status),
    Facts({ headers, accepts, own, bodiless: !answer, success: status }),
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
    Errors(...errors),
    ...(refusal
      ? [ApiResponse({ status: refusal.status, description: refusal.description, type: refusal.answer })]
      : []),
  );
}
