import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode } from '../../errors/error-codes.js';
import { accessOf } from '../access/access.js';
import { ROUTE, type Route } from '../routes/prepare-routes.js';
import { errorsOf } from '../routes/route-facts.js';
import { documentAccess } from './document-access.js';
import { ErrorResponses } from './error-responses.js';
import { METHODS, routeOf } from './operations-of.js';

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
export function documentErrors(document: OpenAPIObject, routes: ReadonlyMap<number, Route>): OpenAPIObject {
  const reflector = new Reflector();
  const errors = new ErrorResponses();
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) {
        const route = routes.get(routeOf(operation))!;
        errors.complete(operation);
        errors.add(operation, [...COMMON, ...Object.keys(errorsOf(route.method))]);
        errors.add(operation, method === 'get' ? [] : BODY);
        errors.add(operation, documentAccess(operation, accessOf(reflector, route.method, route.controller)));
        Reflect.deleteProperty(operation, ROUTE);
      }
    }
  }
  return { ...document, components: { ...document.components, ...errors.components(document) } };
}
