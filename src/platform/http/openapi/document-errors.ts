import type { INestApplication } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Database } from '../../database/database.js';
import { accessOf } from '../access/access.js';
import type { Route } from '../routes/adopt-routes.js';
import { ROUTE } from '../routes/prepare-routes.js';
import { errorsOf, factsOf } from '../routes/route-facts.js';
import { servedEntity } from '../routes/served-entity.js';
import { documentAccess } from './document-access.js';
import { entityErrors, type ErrorTexts } from './entity-errors.js';
import { ErrorResponses } from './error-responses.js';
import { METHODS, type OperationObject, routeOf } from './operations-of.js';

/** What a request with an `Idempotency-Key` can run into besides. */
const REPEATED: ErrorTexts = {
  CONFLICT: 'A request with the same `Idempotency-Key` is still in progress.',
  IDEMPOTENCY_KEY_REUSED: undefined,
};

/**
 * Documents who may call each operation, and the ways in which it can fail: those of its own each by its status, those
 * that every operation has as its `default`.
 */
export function documentErrors(
  app: INestApplication,
  document: OpenAPIObject,
  routes: ReadonlyMap<number, Route>,
): OpenAPIObject {
  const reflector = new Reflector();
  const entities = [...app.get(Database).em.getMetadata().getAll().values()];
  const errors = new ErrorResponses();
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) {
        const route = routes.get(routeOf(operation))!;
        const access = accessOf(reflector, route.method, route.controller);
        const entity = servedEntity(app, route.controller);
        errors.complete(operation);
        errors.add(
          operation,
          together(
            documentAccess(operation, access),
            takesInput(operation, path) ? { VALIDATION_ERROR: undefined } : {},
            said(errorsOf(route.method), entityErrors(route, entity, access, entities)),
            factsOf(route.method).accepts?.includes('Idempotency-Key') ? REPEATED : {},
          ),
        );
        Reflect.deleteProperty(operation, ROUTE);
      }
    }
  }
  return { ...document, components: { ...document.components, ...errors.components(document) } };
}

/** What a decorator says of an error wins over what follows from the entity. */
function said(own: ErrorTexts, derived: ErrorTexts): ErrorTexts {
  const entries = Object.entries(own).map(([code, text]) => [code, text ?? derived[code]]);
  return { ...derived, ...(Object.fromEntries(entries) as ErrorTexts) };
}

/** All these errors; one that has several meanings has all of them. */
function together(...sources: ErrorTexts[]): ErrorTexts {
  const all: ErrorTexts = {};
  for (const [code, text] of sources.flatMap((source) => Object.entries(source))) {
    all[code] = [all[code], text].filter(Boolean).join(' ') || undefined;
  }
  return all;
}

function takesInput(
  { parameters, requestBody }: OperationObject,
  path: OpenAPIObject['paths'][string],
): boolean {
  return requestBody !== undefined || [...(parameters ?? []), ...(path.parameters ?? [])].length > 0;
}
