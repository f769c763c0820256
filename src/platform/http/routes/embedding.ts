import { Inject, type PipeTransform, Query, type Type } from '@nestjs/common';
import type { BaseEntity } from '../../core/entity/base.entity.js';
import type { Include } from '../../core/relations/include.js';
import { StartError } from '../../errors/start-error.js';
import type { Dto } from '../validation/dto.js';
import { replace, type Route } from './adopt-routes.js';
import type { EntityRouteKind, EntityRouteRecord } from './entity-route.js';
import { embeds } from './embeds.js';
import { ApiInclude, INCLUDE, includeParser } from './include.js';
import { inheritMetadata } from './inherit-metadata.js';
import { ListQueryPipe } from './list-query.pipe.js';
import { argumentsOf, changeArguments, hiddenPosition, type RouteArgument } from './route-arguments.js';
import { type EntityService, serviceOf, servicesOf } from './served-entity.js';

type Embed = (row: BaseEntity) => Promise<BaseEntity>;

/** What a method's `@ApiQuery()` and the like say of its parameters. */
const PARAMETERS = 'swagger/apiParameters';

/** The routes that answer one row. */
const OF_ONE: readonly EntityRouteKind[] = ['create', 'get', 'update', 'restore'];

/**
 * Has the routes of an entity whose DTO embeds relations take `include=`, and answer what it asks for: a list by its
 * `@ListQuery()`, a route of one row by the service of the entity, once its method has returned the row.
 *
 * It gives the method of one row a parameter more, hidden from its code. Without `include=` that costs nothing. A method
 * that takes `@Include()` itself is left alone.
 *
 * @returns the route; its method is another one where something is embedded
 * @throws StartError if the controller has no service that could embed
 */
export function embedding(route: Route, { kind, row }: EntityRouteRecord): Route {
  disinherit(route);
  if (row && embeds(row) && kind === 'list') {
    embedInList(route, row);
  }
  return row && embeds(row) && OF_ONE.includes(kind) ? embedInRow(route, row) : route;
}

/** Takes from a method what another class, whose parameters it inherits, embeds by its own DTO. */
function disinherit(route: Route): void {
  if (isEmbeddedByMethod(route)) {
    return;
  }
  changeArguments(route.controller, route.name, ({ pipes, ...argument }) =>
    pipes.some(isEmbedPipe)
      ? undefined
      : { ...argument, pipes: pipes.map((pipe) => (pipe instanceof ListQueryPipe ? pipe.plain() : pipe)) },
  );
  const documented = (Reflect.getMetadata(PARAMETERS, route.method) ?? []) as { name?: string }[];
  Reflect.defineMetadata(
    PARAMETERS,
    documented.filter((parameter) => parameter.name !== INCLUDE),
    route.method,
  );
}

/** Has the `@ListQuery()` of this controller read `include=`; a controller that it inherits the parameter from keeps its own. */
function embedInList({ controller, name, method }: Route, row: Dto): void {
  const prototype = controller.prototype as object;
  const query = argumentsOf(controller, name).find(({ pipes }) =>
    pipes.some((pipe) => pipe instanceof ListQueryPipe),
  );
  const isOwn = isEmbeddedByMethod({ controller, name });
  if (!query && !isOwn) {
    throw new StartError(
      `${controller.name}.${name} answers ${row.name}, which embeds relations, but has no parameter that reads include=. Take @ListQuery(filter) query: ListQuery, or @Include(${row.name}) include: Included, and embed them in the method.`,
    );
  }
  if (query) {
    const pipes = query.pipes.map((pipe) => (pipe instanceof ListQueryPipe ? pipe.embedding(row) : pipe));
    Query(...(pipes as PipeTransform[]))(prototype, name, query.index);
  }
  if (!isOwn) {
    ApiInclude(row)(prototype, name, { value: method });
  }
}

function embedInRow(route: Route, row: Dto): Route {
  const { controller, name, method } = route;
  const prototype = controller.prototype as object;
  if (isEmbeddedByMethod(route)) {
    return route;
  }
  const position = hiddenPosition(prototype, name, method);
  Query(INCLUDE, embedPipeOf(controller, name, row))(prototype, name, position);
  const embedded: Route['method'] = function (...args) {
    const embed = args[position] as Embed | undefined;
    const answer = method.apply(this, args.slice(0, position));
    return embed ? Promise.resolve(answer as BaseEntity).then(embed) : answer;
  };
  inheritMetadata(method, embedded);
  replace(prototype, name, embedded, method);
  ApiInclude(row)(prototype, name, { value: embedded });
  return { controller, name, method: embedded };
}

/** Whether a method takes `@Include()` itself, so that what it embeds is its own affair. */
export function isEmbeddedByMethod(route: Pick<Route, 'controller' | 'name'>): boolean {
  const taken = includeOf(route);
  return taken !== undefined && !taken.pipes.some(isEmbedPipe);
}

function includeOf({ controller, name }: Pick<Route, 'controller' | 'name'>): RouteArgument | undefined {
  return argumentsOf(controller, name).find((argument) => argument.name === INCLUDE);
}

/** Turns `include=` into what embeds it. */
abstract class EmbedPipe implements PipeTransform<unknown, Embed | undefined> {
  readonly #service: EntityService;
  readonly #parse: (raw: unknown) => Include;

  constructor(service: EntityService, row: Dto) {
    this.#service = service;
    this.#parse = includeParser(row);
  }

  transform(raw: unknown): Embed | undefined {
    const include = this.#parse(raw);
    return include.length > 0 ? (answer) => this.#service.embed(answer, include) : undefined;
  }
}

function isEmbedPipe(pipe: unknown): boolean {
  return typeof pipe === 'function' && pipe.prototype instanceof EmbedPipe;
}

/** Makes the pipe of a route; Nest gives it the services that the controller is constructed with. */
function embedPipeOf(controller: Type, name: string, row: Dto): Type<EmbedPipe> {
  class RouteEmbedPipe extends EmbedPipe {
    constructor(...services: EntityService[]) {
      super(embedder(services, `${controller.name}.${name}`, row), row);
    }
  }
  servicesOf(controller).forEach((service, i) => Inject(service)(RouteEmbedPipe, undefined, i));
  return RouteEmbedPipe;
}

function embedder(services: readonly EntityService[], route: string, row: Dto): EntityService {
  const service = serviceOf(row, services);
  if (!service) {
    throw new StartError(
      `${route} answers ${row.name}, which embeds relations, but its controller is constructed with no service that has these rows. Take @Include(${row.name}) include: Included, and embed them in the method.`,
    );
  }
  return service;
}
