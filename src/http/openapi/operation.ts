import { applyDecorators, HttpCode, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.js';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import type { Dto } from '../validation/compiled-validator.js';
import { NoQueryGuard } from '../validation/no-query.guard.js';
import { ErrorDto } from './error.dto.js';
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
  /** Errors besides those that every operation can give. */
  errors?: readonly ErrorCode[];
  /** An answer that is no success, yet not the envelope of errors; it takes the place of the errors of its status. */
  refusal?: { status: number; description: string; answer: Dto };
}

/** What any request can run into, whatever it asks for. */
const COMMON: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'REQUEST_TIMEOUT',
  'URI_TOO_LONG',
  'VALIDATION_ERROR',
  'RATE_LIMIT_EXCEEDED',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
];

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
  const codes = [...COMMON, ...errors, ...(idempotent ? IDEMPOTENCY_ERRORS : [])];
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
    ...errorResponses(codes.filter((code) => ERROR_CODES[code].status !== refusal?.status)),
    ...(refusal
      ? [ApiResponse({ status: refusal.status, description: refusal.description, type: refusal.answer })]
      : []),
  );
}

/** One documented response per status; several codes of one status share it. */
export function errorResponses(codes: readonly ErrorCode[]): (MethodDecorator & ClassDecorator)[] {
  const statuses = Map.groupBy(new Set(codes), (code) => ERROR_CODES[code].status);
  return [
    ApiExtraModels(ErrorDto),
    ...[...statuses].map(([status, group]) => ApiResponse({ status, ...errorResponse(group) })),
  ];
}

/** The response for these codes, which all have the same status. */
export function errorResponse(codes: readonly ErrorCode[]) {
  return {
    headers: headerReferences(codes.every(saysWhenToRetry) ? ['Retry-After'] : []),
    description: codes.map((code) => `\`${code}\`: ${ERROR_CODES[code].when}`).join('\n\n'),
    content: { 'application/json': { schema: { $ref: getSchemaPath(ErrorDto) } } },
  };
}

function saysWhenToRetry(code: ErrorCode): boolean {
  return code === 'RATE_LIMIT_EXCEEDED' || code === 'SERVICE_UNAVAILABLE';
}
