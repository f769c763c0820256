import type { INestApplication } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { DefinedError } from '../../errors/define-error.js';
import type { ErrorCode } from '../../errors/error-codes.js';
import { accessOf } from '../access/access.js';
import { documentAccess } from './document-access.js';
import { ErrorResponses } from './error-responses.js';
import { handlersById } from './handlers-by-id.js';
import { METHODS } from './operations-of.js';

/** An error of the table, by its code, or one that a feature has defined. */
export type RouteError = ErrorCode | DefinedError;

/** The errors of a route besides those that every one can answer with. */
export const RouteErrors = Reflector.createDecorator<readonly RouteError[]>();

/** What any request can run into, whatever it asks for. */
const COMMON: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'REQUEST_TIMEOUT',
  'URI_TOO_LONG',
  'EXPECTATION_FAILED',
  'VALIDATION_ERROR',
  'RATE_LIMIT_EXCEEDED',
  'HEADERS_TOO_LARGE',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
];

/** What a body can be refused for before anybody asks whether the operation takes one. */
const BODY: readonly ErrorCode[] = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** Documents who may call each operation, and all the ways in which it can fail. */
export function documentErrors(app: INestApplication, document: OpenAPIObject): OpenAPIObject {
  const reflector = app.get(Reflector);
  const handlers = handlersById(app);
  const errors = new ErrorResponses();
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) {
        const handler = handlers.get(operation.operationId ?? '');
        const own = handler && reflector.get(RouteErrors, handler.method);
        const access = handler && accessOf(reflector, handler.method, handler.controller);
        errors.complete(operation);
        errors.add(operation, [...COMMON, ...(own ?? []).map(codeOf)]);
        errors.add(operation, method === 'get' ? [] : BODY);
        errors.add(operation, documentAccess(operation, access));
      }
    }
  }
  return { ...document, components: { ...document.components, ...errors.components(document) } };
}

function codeOf(error: RouteError): string {
  return typeof error === 'string' ? error : error.code;
}
