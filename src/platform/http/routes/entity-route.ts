import { ApiOperation, type ApiOperationOptions } from '@nestjs/swagger';
import { describeSchema } from '../openapi/describe-schema.js';
import type { Dto } from '../validation/dto.js';
import { wordsOf } from '../../errors/errors.js';
import { StartError } from '../../errors/start-error.js';

/** What a route does with the rows of its entity. */
export type EntityRouteKind =
  'create' | 'list' | 'get' | 'update' | 'delete' | 'restore' | 'createMany' | 'upsert' | 'deleteMany';

/** What a decorator such as `@CreateRoute()` says of its method. */
export interface EntityRouteRecord {
  kind: EntityRouteKind;
  /** The DTO that shows a row. */
  row?: Dto;
  id?: string;
  summary?: string;
  description?: string;
  adds?: readonly string[];
}

/** An entity's name in operation ids and in texts: `OrderLine`, `OrderLines`, `order line`, `order lines`. */
export interface EntityNames {
  One: string;
  Many: string;
  one: string;
  many: string;
}

const ENTITY_ROUTE = Symbol('entity route');

type Method = (...args: never[]) => unknown;

const rowDtos = new Map<string, Dto>();

export function EntityRoute(record: EntityRouteRecord): MethodDecorator {
  if (record.row) {
    rowDtos.set(record.row.name, record.row);
  }
  return (_target, _name, descriptor) =>
    Reflect.defineMetadata(ENTITY_ROUTE, record, descriptor.value as Method);
}

/** The DTO of this name by which some route answers rows of its entity. */
export function rowDtoOf(name: string): Dto | undefined {
  return rowDtos.get(name);
}

/** What a route does with the rows of its entity; undefined if it is none of these routes. */
export function entityRouteOf(method: Method): EntityRouteRecord | undefined {
  return Reflect.getMetadata(ENTITY_ROUTE, method) as EntityRouteRecord | undefined;
}

/** In which order the routes of a controller are asked for the DTO that names the entity: lists often have another one. */
const NAMING: readonly EntityRouteKind[] = [
  'get',
  'create',
  'update',
  'restore',
  'createMany',
  'upsert',
  'list',
];

/**
 * The names of the entity whose routes a controller has: one row is named by the DTO (`OrderLineDto`), many are named by
 * the controller (`OrderLinesController`). Without any DTO one row has no name.
 */
function namesOf(controller: string, routes: readonly EntityRouteRecord[]): EntityNames {
  const dto = NAMING.flatMap(
    (kind) => routes.find((route) => route.kind === kind && route.row)?.row ?? [],
  )[0];
  const One = dto?.name.replace(/Dto$/, '') ?? '';
  const Many = controller.replace(/Controller$/, '');
  return { One, Many, one: words(One), many: words(Many) };
}

type Text = (names: EntityNames) => string;

/** Operation id, summary and description of each kind of route. */
const TEXTS: Record<EntityRouteKind, { id: Text; summary: Text; description?: string }> = {
  create: { id: ({ One }) => `create${One}`, summary: ({ one }) => `Create one ${one}` },
  list: { id: ({ Many }) => `list${Many}`, summary: ({ many }) => `List ${many}` },
  get: { id: ({ One }) => `get${One}`, summary: ({ one }) => `Get one ${one}` },
  update: { id: ({ One }) => `update${One}`, summary: ({ one }) => `Change some fields of one ${one}` },
  delete: {
    id: ({ One }) => `delete${One}`,
    summary: ({ one }) => `Delete one ${one}`,
    description: 'The row can be restored.',
  },
  restore: {
    id: ({ One }) => `restore${One}`,
    summary: ({ one }) => `Bring back one deleted ${one}`,
    description: 'A row that was not deleted stays as it is.',
  },
  createMany: { id: ({ Many }) => `create${Many}`, summary: ({ many }) => `Create many ${many}, or none` },
  upsert: {
    id: ({ Many }) => `upsert${Many}`,
    summary: ({ many }) => `Create many ${many}, or update those that exist`,
  },
  deleteMany: {
    id: ({ Many }) => `delete${Many}`,
    summary: ({ many }) => `Delete many ${many}`,
    description: 'Ids that do not exist are skipped.',
  },
};

/** The kinds of routes whose names do not speak of one row. */
const OF_MANY: readonly EntityRouteKind[] = ['list', 'createMany', 'upsert', 'deleteMany'];

/** The body of a request, as its schema says what it is. */
const BODIES: Partial<Record<EntityRouteKind, Text>> = {
  create: ({ one }) => `A new ${one}`,
  update: ({ one }) => `Changes of one ${one}: what is left out stays as it is`,
};

/** A method of a controller, with all that its decorators say. */
export interface DecoratedMethod {
  controller: string;
  name: string;
  method: Method;
  body?: Dto;
}

/**
 * Gives the method of an entity's route its names and texts, as far as no decorator said them.
 *
 * @param routes the entity's routes of the same controller
 * @throws Error if nothing names the entity
 */
export function nameRoute(
  { controller, name, method, body }: DecoratedMethod,
  record: EntityRouteRecord,
  routes: readonly EntityRouteRecord[],
): void {
  const texts = TEXTS[record.kind];
  const names = namesOf(controller, routes);
  const said = (Reflect.getMetadata('swagger/apiOperation', method) ?? {}) as Partial<ApiOperationOptions>;
  const id = said.operationId ?? record.id;
  const summary = said.summary || record.summary;
  if (!names.One && !OF_MANY.includes(record.kind) && !(id && summary)) {
    throw new StartError(
      `${controller}.${name}: no route of the controller has a DTO that names its rows; give the decorator { id: '…', summary: '…' }`,
    );
  }
  const description = said.description ?? record.description ?? texts.description;
  ApiOperation({
    operationId: id ?? texts.id(names),
    summary: summary ?? texts.summary(names),
    ...(description && { description }),
  })({}, name, { value: method });
  if (record.row) {
    describeSchema(record.row, `One ${names.one}`);
  }
  const text = BODIES[record.kind];
  if (body && text) {
    describeSchema(body, text(names));
  }
}

/** `OrderLine` as a text has it: `order line`. */
export function words(name: string): string {
  return wordsOf(name).toLowerCase();
}
