import type { OpenAPIObject } from '@nestjs/swagger';
import { HTTP_CODE_METADATA, METHOD_METADATA, REDIRECT_METADATA } from '@nestjs/common/constants.js';
import { type INestApplication, RequestMethod } from '@nestjs/common';
import { StartError } from '../../errors/start-error.js';
import { type OperationObject, operationsOf, routeOf } from '../openapi/operations-of.js';
import type { Route } from '../routes/adopt-routes.js';
import { checkParts } from '../routes/check-parts.js';
import { entityRouteOf } from '../routes/entity-route.js';
import { factsOf } from '../routes/route-facts.js';
import { servedEntity } from '../routes/served-entity.js';
import { checkEmbeds } from './check-embeds.js';
import { checkRow } from './check-rows.js';
import { answerFor, documentedAnswers, isBodiless } from './documented-answers.js';
import { refuseEmptySchemas } from './empty-schemas.js';
import { noteToldByVersion } from './told-by-version.js';

/** Statuses that never have a body. */
const BODILESS: readonly number[] = [204, 205, 304];

/**
 * Checks that each route says what it answers: nothing leaves the server that is not documented, so a route that
 * documents nothing could not answer anything.
 *
 * @throws StartError that names the method and says what to write
 */
export function checkAnswers(
  app: INestApplication,
  document: OpenAPIObject,
  routes: ReadonlyMap<number, Route>,
): void {
  const unseen = new Map(routes);
  for (const operation of Object.values(document.paths).flatMap(operationsOf)) {
    const number = routeOf(operation);
    const route = routes.get(number)!;
    unseen.delete(number);
    checkRoute(route, operation);
    const entity = servedEntity(app, route.controller);
    if (entity) {
      checkRow(route, entity);
      checkParts(app, route, entity);
    }
    const shown = servedEntity(app, route.controller, entityRouteOf(route.method)?.row);
    if (shown) {
      checkEmbeds(app, route, shown);
    }
    noteToldByVersion(number, route, shown);
    refuseEmptySchemas(nameOf(route), documentedAnswers(operation), document.components?.schemas ?? {});
  }
  for (const route of unseen.values()) {
    throw new StartError(
      `${nameOf(route)} has a method or a decorator that an OpenAPI document cannot show, so nothing would say what it answers. Make it an ordinary route.`,
    );
  }
}

function checkRoute(route: Route, operation: OperationObject): void {
  const status = statusOf(route);
  if (saysNothing(route, status)) {
    return;
  }
  const answers = documentedAnswers(operation);
  const answer = answerFor(answers, status);
  if (answer && !isBodiless(answer)) {
    return;
  }
  const documented = [...answers].filter(([, one]) => !isBodiless(one)).map(([other]) => other);
  const instead =
    documented.length > 0 ? `but documents only ${documented.join(', ')}` : 'but documents no answer for it';
  throw new StartError(
    `${nameOf(route)} answers with status ${status}, ${instead}. Put ${decorator(status)} above it with the DTO of its answer, ` +
      'or, if it answers no body, @HttpCode(204) or an @Operation() without answer. Nothing that is not documented is ever sent.',
  );
}

/** Whether a route is declared to answer no body. */
function saysNothing({ method }: Route, status: number): boolean {
  return (
    BODILESS.includes(status) ||
    factsOf(method).bodiless === true ||
    Reflect.hasMetadata(REDIRECT_METADATA, method)
  );
}

/** The status of a route's success, as Nest has it. */
function statusOf({ method }: Route): number {
  const code = Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined;
  return code ?? (Reflect.getMetadata(METHOD_METADATA, method) === RequestMethod.POST ? 201 : 200);
}

function nameOf({ controller, name }: Route): string {
  return `${controller.name}.${name}`;
}

function decorator(status: number): string {
  const known: Record<number, string> = {
    200: '@ApiOkResponse({ type })',
    201: '@ApiCreatedResponse({ type })',
  };
  return known[status] ?? `@ApiResponse({ status: ${status}, type })`;
}
