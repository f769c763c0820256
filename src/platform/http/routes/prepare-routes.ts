import type { Type } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import { FASTIFY_ROUTE_CONFIG_METADATA as CONFIG } from '@nestjs/platform-fastify/constants.js';
import { accessOf } from '../access/access.js';
import { isNoStore } from '../access/caching.js';
import { idempotent } from '../idempotency/idempotent.js';
import { checkInputs } from '../validation/check-inputs.js';
import type { Dto } from '../validation/dto.js';
import { adoptRoutes, replace, type Route } from './adopt-routes.js';
import { documentClassAnswers, documentOtherStatus } from './documented-status.js';
import { embedding } from './embedding.js';
import { entityRouteOf, nameRoute, words } from './entity-route.js';
import { Tag } from '../openapi/tag.js';
import { inheritMetadata } from './inherit-metadata.js';
import { nameOthers } from './list-parameters.js';
import { argumentsOf } from './route-arguments.js';
import { Facts, factsOf } from './route-facts.js';
import { refuseUnserved } from './unserved.js';
import { refuseUntaken } from './untaken.js';

/** The extension by which an operation of the OpenAPI document tells its route; it is taken out at the end. */
export const ROUTE = 'x-route';

const EXTENSIONS = 'swagger/apiExtension';
const EXCLUDED = 'swagger/apiExcludeEndpoint';
const EXCLUDED_CONTROLLER = 'swagger/apiExcludeController';
const HIDDEN_CONTROLLER = Symbol('hidden controller');

const prepared = new WeakMap<Type, Route[]>();

const reflector = new Reflector();

let count = 0;

/**
 * Completes what decorators could not know: a method's decorator sees neither the class that it ends up in nor an
 * override of its method. Runs before Nest looks at the controllers, once for each of them.
 *
 * - A route method that is inherited or overridden has the decorators of the method above it, as far as it does not
 *   repeat them, so that an override never takes a route away.
 * - Entities' routes get their names, and embed what `include=` asks for; routes that accept an `Idempotency-Key` carry a repeated request out once.
 * - What is known of the route goes into its Fastify configuration.
 *
 * @returns every route, by the number that its facts and its operation in the document have
 * @throws StartError if a route cannot be named, takes what nothing would check, or has what cannot be served
 */
export function prepareRoutes(controllers: Iterable<Type>): Map<number, Route> {
  const routes = [...controllers].flatMap((controller) => prepared.get(controller) ?? prepare(controller));
  return new Map(routes.map((route) => [factsOf(route.method).number!, route]));
}

function prepare(controller: Type): Route[] {
  const adopted = adoptRoutes(controller);
  const routes = adopted.map((route) => complete(route, adopted));
  if (
    routes.some(({ method }) => entityRouteOf(method)) &&
    !Reflect.hasMetadata('swagger/apiUseTags', controller)
  ) {
    const rows = words(controller.name.replace(/Controller$/, ''));
    Tag(rows, `Create, read, change and delete ${rows}`)(controller);
  }
  prepared.set(controller, routes);
  return routes;
}

function complete(adopted: Route, all: readonly Route[]): Route {
  const entityRoute = entityRouteOf(adopted.method);
  const route = entityRoute ? embedding(adopted, entityRoute) : adopted;
  const { controller, name, method } = route;
  if (entityRoute) {
    const others = all.flatMap((other) => entityRouteOf(other.method) ?? []);
    const body = bodyTypeOf(controller, name);
    nameRoute({ controller: controller.name, name, method, body }, entityRoute, others);
  }
  nameOthers(route);
  checkInputs(route);
  refuseUnserved(route);
  refuseUntaken(route);
  documentClassAnswers(controller, method);
  documentOtherStatus(method);
  const number = ++count;
  const hidden = isHidden(controller, method);
  const access = accessOf(reflector, method, controller);
  const noStore = isNoStore(reflector, method, controller);
  const rawBody = argumentsOf(controller, name).some(({ source }) => source === RouteParamtypes.RAW_BODY);
  Facts({ number, handler: `${controller.name}.${name}`, hidden, access, noStore, rawBody })({}, name, {
    value: method,
  });
  Reflect.defineMetadata(EXCLUDED, { disable: false }, method);
  Reflect.defineMetadata(EXTENSIONS, { ...metadataOf(EXTENSIONS, method), [ROUTE]: number }, method);
  Reflect.defineMetadata(CONFIG, { ...metadataOf(CONFIG, method), ...factsOf(method) }, method);
  return factsOf(method).accepts?.includes('Idempotency-Key') ? onceForEachKey(route) : route;
}

function onceForEachKey({ controller, name, method }: Route): Route {
  const prototype = controller.prototype as object;
  const once = idempotent(prototype, name, method);
  inheritMetadata(method, once);
  replace(prototype, name, once, method);
  return { controller, name, method: once };
}

/**
 * Whether clients do not see the route in the document. It is in the document that answers are made by, from which
 * hidden routes are taken out at the end.
 */
function isHidden(controller: Type, method: Route['method']): boolean {
  return (
    metadataOf(EXCLUDED, method).disable === true ||
    factsOf(method).hidden === true ||
    isHiddenClass(controller)
  );
}

function isHiddenClass(controller: Type): boolean {
  if ((Reflect.getMetadata(EXCLUDED_CONTROLLER, controller) as boolean[] | undefined)?.[0]) {
    Reflect.defineMetadata(HIDDEN_CONTROLLER, true, controller);
    Reflect.defineMetadata(EXCLUDED_CONTROLLER, [false], controller);
  }
  return Reflect.hasMetadata(HIDDEN_CONTROLLER, controller);
}

/** The class of the parameter that takes the whole body. */
export function bodyTypeOf(controller: Type, name: string): Dto | undefined {
  const body = argumentsOf(controller, name).find(
    (argument) => argument.source === RouteParamtypes.BODY && !argument.name,
  );
  return body?.type as Dto | undefined;
}

function metadataOf(key: string, method: Route['method']): Record<string, unknown> {
  return (Reflect.getMetadata(key, method) ?? {}) as Record<string, unknown>;
}
