import { applyDecorators, HttpCode } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../../errors/error-codes.js';
import type { Dto } from '../validation/compiled-validator.js';
import { ErrorDto } from './error.dto.js';
import { REQUEST_HEADERS, RESPONSE_HEADERS, type RequestHeader, type ResponseHeader } from './headers.js';

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

/** Documents an operation and sets its status. Every route carries it: what is not documented is not answered. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { id, summary, description, status = 200, answer, headers = [], accepts = [], errors = [] } = options;
  const responseHeaders = Object.fromEntries(headers.map((name) => [name, RESPONSE_HEADERS[name]]));
  return applyDecorators(
    HttpCode(status),
    RouteConfig({ headers, accepts }),
    ApiOperation({ operationId: id, summary, ...(description && { description }) }),
    ApiResponse({
      status,
      description: 'Success',
      headers: responseHeaders,
      ...(answer && { type: answer }),
    }),
    ...accepts.map((name) => ApiHeader({ name, required: false, ...REQUEST_HEADERS[name] })),
    ...(accepts.includes('If-None-Match')
      ? [ApiResponse({ status: 304, description: 'Not modified', headers: responseHeaders })]
      : []),
    ...errorResponses([...COMMON, ...errors]),
  );
}

/** One documented response per status; several codes of one status share it. */
export function errorResponses(codes: readonly ErrorCode[]): (MethodDecorator & ClassDecorator)[] {
  const statuses = Map.groupBy(new Set(codes), (code) => ERROR_CODES[code].status);
  return [
    ApiExtraModels(ErrorDto),
    ...[...statuses].map(([status, group]) =>
      ApiResponse({
        status,
        description: group.map((code) => `\`${code}\`: ${ERROR_CODES[code].when}`).join('\n\n'),
        content: { 'application/json': { schema: { $ref: getSchemaPath(ErrorDto) } } },
      }),
    ),
  ];
}
