import { Inject, type PipeTransform, Query, type Type } from '@nestjs/common';
import type { BaseEntity } from '../../core/entity/base.entity.js';
import type { Include } from '../../core/relations/include.js';
import { StartError } from '../../errors/start-error.js';
import type { Dto } from '../validation/dto.js';
import { replace, type Route } from './adopt-routes.js';
import type { EntityRouteKind, EntityRouteRecord } from './entity-route.js';
import { ApiInclude, embeds, INCLUDE, includeParser } from './include.js';
import { inheritMetadata } from './inherit-metadata.js';
import { ListQueryPipe } from './list-query.pipe.js';
import { argumentsOf, hiddenPosition } from './route-arguments.js';
import { type EntityService, servicesOf } from './served-entity.js';

type Embed = (row: BaseEntity) => Promise<BaseEntity>;

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
  if (row && embeds(row) && kind === 'list') {
    embedInList(route, row);
  }
  return row && embeds(row) && OF_ONE.includes(kind) ? embedInRow(route, row) : route;
}

function embedInList({ controller, name, method }: Route, row: Dto): void {
  const pipe = argumentsOf(controller, name)
    .flatMap(({ pipes }) => pipes)
    .find((one) => one instanceof ListQueryPipe);
  if (pipe) {
    pipe.embed(row);
    ApiInclude(row)(controller.prototype as object, name, { value: method });
  }
}

function embedInRow(route: Route, row: Dto): Route {
  const { controller, name, method } = route;
  const prototype = controller.prototype as object;
  const taken = argumentsOf(controller, name).find((argument) => argument.name === INCLUDE);
  if (taken && !taken.pipes.some(isEmbedPipe)) {
    return route;
  }
  // A controller that inherits a route inherits its hidden parameter, too.
  const position = taken?.index ?? hiddenPosition(prototype, name, method);
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

/** The only service; of several that of the entity whose name the DTO has: `OrderDto` shows an `Order`. */
function embedder(services: readonly EntityService[], route: string, row: Dto): EntityService {
  const named = services.filter(({ entity }) => `${entity.name}Dto` === row.name);
  const [service, ...others] = services.length === 1 ? services : named;
  if (!service || others.length > 0) {
    throw new StartError(
      `${route} answers ${row.name}, which embeds relations, but its controller is constructed with no service that has these rows. Take @Include(${row.name}) include: Included, and embed them in the method.`,
    );
  }
  return service;
}
