import type { Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PARAMTYPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import { FASTIFY_ROUTE_CONFIG_METADATA as CONFIG } from '@nestjs/platform-fastify/constants.js';
import { accessOf } from '../access/access.js';
import { isNoStore } from '../access/caching.js';
import { STATUS_CODES } from 'node:http';
import { idempotent } from '../idempotency/idempotent.js';
import type { Dto } from '../validation/dto.js';
import { entityRouteOf, nameRoute, words } from './entity-route.js';
import { Tag } from '../openapi/tag.js';
import { inheritMetadata } from './inherit-metadata.js';
import { Facts, factsOf } from './route-facts.js';

/** The extension by which an operation of the OpenAPI document tells its route; it is taken out at the end. */
export const ROUTE = 'x-route';

const RESPONSES = 'swagger/apiResponse';
const EXTENSIONS = 'swagger/apiExtension';
const EXCLUDED = 'swagger/apiExcludeEndpoint';
const EXCLUDED_CONTROLLER = 'swagger/apiExcludeController';
const HIDDEN_CONTROLLER = Symbol('hidden controller');

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A route's method, as its controller has it. */
export interface Route {
  controller: Type;
  name: string;
  method: Method;
}

const prepared = new WeakMap<Type, Route[]>();

const reflector = new Reflector();

let count = 0;

/**
 * Completes what decorators could not know: a method's decorator sees neither the class that it ends up in nor an
 * override of its method. Runs before Nest looks at the controllers, once for each of them.
 *
 * - A route method that is inherited or overridden has the decorators of the method above it, as far as it does not
 *   repeat them, so that an override never takes a route away.
 * - Entities' routes get their names; routes that accept an `Idempotency-Key` carry a repeated request out once.
 * - What is known of the route goes into its Fastify configuration.
 *
 * @returns every route, by the number that its facts and its operation in the document have
 * @throws StartError if a route cannot be named
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

/** Gives a controller a method of its own for each of its routes. */
function adoptRoutes(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, Method>;
  return methodNames(prototype).flatMap((name) => {
    const written = implementations(prototype, name);
    const route = written.findIndex(isRoute);
    if (route < 0) {
      return [];
    }
    const own = Object.hasOwn(prototype, name);
    const method = own ? prototype[name]! : callerOf(prototype[name]!);
    written.slice(own ? 1 : 0, route + 1).forEach((above) => inheritMetadata(above, method));
    if (!own) {
      replace(prototype, name, method, prototype[name]!);
    }
    return [{ controller, name, method }];
  });
}

function complete(route: Route, all: readonly Route[]): Route {
  const { controller, name, method } = route;
  const entityRoute = entityRouteOf(method);
  if (entityRoute) {
    const others = all.flatMap((other) => entityRouteOf(other.method) ?? []);
    const body = bodyTypeOf(controller, name);
    nameRoute({ controller: controller.name, name, method, body }, entityRoute, others);
  }
  documentClassAnswers(controller, method);
  documentOtherStatus(method);
  const number = ++count;
  const hidden = isHidden(controller, method);
  const access = accessOf(reflector, method, controller);
  const noStore = isNoStore(reflector, method, controller);
  Facts({ number, handler: `${controller.name}.${name}`, hidden, access, noStore })({}, name, {
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

/** What `@ApiOkResponse()` and the like say above a class holds for each of its methods that does not say otherwise. */
function documentClassAnswers(controller: Type, method: Method): void {
  const ofClass = Reflect.getMetadata(RESPONSES, controller) as object | undefined;
  if (ofClass) {
    Reflect.defineMetadata(RESPONSES, { ...ofClass, ...metadataOf(RESPONSES, method) }, method);
  }
}

/** `@HttpCode()` above one of our decorators moves the answer that it documents to another status. */
function documentOtherStatus(method: Method): void {
  const { success } = factsOf(method);
  const status = Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined;
  const responses = metadataOf(RESPONSES, method);
  if (success !== undefined && status !== undefined && status !== success && !(status in responses)) {
    const { [success]: answer, ...others } = responses;
    const description = STATUS_CODES[status] ?? 'Success';
    Reflect.defineMetadata(
      RESPONSES,
      { ...others, [status]: { ...(answer as object), description } },
      method,
    );
  }
}

/**
 * Whether clients do not see the route in the document. It is in the document that answers are made by, from which
 * hidden routes are taken out at the end.
 */
function isHidden(controller: Type, method: Method): boolean {
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
function bodyTypeOf(controller: Type, name: string): Dto | undefined {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { data?: unknown }
  >;
  const body = Object.keys(args).find(
    (key) => key.startsWith(`${RouteParamtypes.BODY}:`) && !args[key]!.data,
  );
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype as object, name) as
    Dto[] | undefined;
  return body === undefined ? undefined : types?.[Number(body.split(':')[1])];
}

function metadataOf(key: string, method: Method): Record<string, unknown> {
  return (Reflect.getMetadata(key, method) ?? {}) as Record<string, unknown>;
}

function callerOf(method: Method): Method {
  return function (...args) {
    return method.apply(this, args);
  };
}

/** Puts a method in the place of another one, whose name it takes. */
function replace(prototype: object, name: string, method: Method, replaced: Method): void {
  Object.defineProperty(method, 'name', { value: replaced.name });
  Object.defineProperty(prototype, name, { value: method, configurable: true, writable: true });
}

function methodNames(prototype: object): string[] {
  const names = new Set(chainOf(prototype).flatMap((owner) => Object.getOwnPropertyNames(owner)));
  names.delete('constructor');
  return [...names];
}

/** The methods of this name, from the class itself up. */
function implementations(prototype: object, name: string): Method[] {
  return chainOf(prototype).flatMap((owner) => {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, name)?.value;
    return typeof value === 'function' ? [value as Method] : [];
  });
}

function chainOf(prototype: object): object[] {
  const chain: object[] = [];
  for (let owner = prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object) {
    chain.push(owner);
  }
  return chain;
}

function isRoute(method: Method): boolean {
  return Reflect.hasMetadata(METHOD_METADATA, method);
}
