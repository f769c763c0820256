import type { Tree } from '@angular-devkit/schematics';
import { enumNames, type Names, pluralOf } from './names.ts';
import type { Parent } from './parent.ts';
import { tablesOf } from './project-tables.ts';
import type { SetRelation } from './relations.ts';
import { ResourceError } from './resource-error.ts';

/** The names that an entity gives to things of which there can be only one in the whole application. */
interface Derived {
  /** Of the OpenAPI document. */
  schemas: string[];
  operations: string[];
  /** Of MikroORM. */
  entity: string;
  /** Of src/app.module.ts. */
  module: string;
}

/** What there is already, each with the place where it is. */
interface Taken {
  schemas: Map<string, string>;
  operations: Map<string, string>;
  entities: Map<string, string>;
}

interface Document {
  paths?: Record<string, Record<string, { operationId?: string }>>;
  components?: { schemas?: Record<string, unknown> };
}

const DOCUMENT = 'openapi.json';

/**
 * Refuses an entity of which any derived name is taken: Swagger would describe one thing by the other's schema, or the
 * server would not start.
 *
 * @param enums its enum fields, as far as they are known
 * @throws ResourceError naming what is taken, by what
 */
export function checkTakenNames(tree: Tree, names: Names, enums: readonly string[] = []): void {
  const derived = derivedFrom(names.one, names.many);
  const taken = takenIn(tree);
  const advice = `Choose another name than ${names.file}, such as my-${names.file}`;
  checkEnums(names, enums, taken.schemas);
  const at = taken.entities.get(derived.entity);
  if (at) {
    throw new ResourceError(`There is an entity ${derived.entity} already, see ${at}. ${advice}`);
  }
  for (const [what, wanted, there] of [
    ['schema', derived.schemas, taken.schemas],
    ['operation', derived.operations, taken.operations],
  ] as const) {
    const name = wanted.find((one) => there.has(one));
    if (name) {
      throw new ResourceError(
        `${names.article} would have the ${what} ${name} in the OpenAPI document, which is taken, see ${there.get(name)!}. ${advice}`,
      );
    }
  }
  if (new RegExp(`\\b${derived.module}\\b`).test(tree.readText('/src/app.module.ts'))) {
    throw new ResourceError(`src/app.module.ts has a ${derived.module} already. ${advice}`);
  }
}

/** @throws ResourceError if there is something like the table between rows and their set already */
export function checkJoin(tree: Tree, { name, join }: SetRelation): void {
  const at = tablesOf(tree).get(join.table)?.file ?? takenIn(tree).entities.get(join.entity);
  if (at) {
    throw new ResourceError(
      `${name} would be kept in the table ${join.table} by an entity ${join.entity}, which is taken, see ${at}. Use another name for ${name}`,
    );
  }
}

/** @throws ResourceError if the body of a part, or that of a row with its parts, has a name that is taken */
export function checkPartNames(tree: Tree, names: Names, parent: Parent): void {
  const { schemas } = takenIn(tree);
  const whole = `Create${parent.one}WithParts`;
  const isNew = !tree.exists(`/src/${parent.folder}/dto/create-${parent.file}-with-parts.dto.ts`);
  const taken = [`${names.one}Part`, ...(isNew ? [whole] : [])].find((schema) => schemas.has(schema));
  if (taken) {
    throw new ResourceError(
      `A part of ${parent.label} needs the schema ${taken} in the OpenAPI document, which is taken, see ${schemas.get(taken)!}. Rename one of them`,
    );
  }
}

/**
 * The values of an enum are a schema too. It can be one that the document has, one that the entity needs for itself, or
 * that of another enum (`status` and `statuses`).
 */
function checkEnums(names: Names, enums: readonly string[], taken: Taken['schemas']): void {
  const own = derivedFrom(names.one, names.many).schemas;
  const seen = new Map<string, string>();
  for (const field of enums) {
    const { type, constant } = enumNames(names, field);
    const at = own.includes(type)
      ? 'which the entity needs for itself'
      : taken.has(type) && `see ${taken.get(type)!}`;
    if (at) {
      throw new ResourceError(
        `The values of ${field} would be the schema ${type}, ${at}. Use another name, such as ${field}_kind`,
      );
    }
    const other = seen.get(constant);
    if (other) {
      throw new ResourceError(
        `${other} and ${field} would both keep their values in ${constant}. Rename one of them`,
      );
    }
    seen.set(constant, field);
  }
}

function derivedFrom(one: string, many: string): Derived {
  return {
    schemas: [
      one,
      ...['Create', 'Update'].map((verb) => `${verb}${one}`),
      ...['Page', 'BulkCreate', 'BulkCreated', 'BulkUpsert', 'BulkUpserted'].map((what) => `${one}${what}`),
    ],
    operations: [
      ...['create', 'get', 'update', 'delete', 'restore'].map((verb) => `${verb}${one}`),
      ...['list', 'create', 'upsert', 'delete'].map((verb) => `${verb}${many}`),
    ],
    entity: one,
    module: `${many}Module`,
  };
}

/** What the document says, and what the sources say that are newer than it. */
function takenIn(tree: Tree): Taken {
  const taken: Taken = { schemas: new Map(), operations: new Map(), entities: new Map() };
  readDocument(tree, taken);
  tree.getDir('/src').visit((path, entry) => {
    if (path.endsWith('.ts')) {
      readSource(path.slice(1), entry?.content.toString() ?? '', taken);
    }
  });
  return taken;
}

function readDocument(tree: Tree, { schemas, operations }: Taken): void {
  if (!tree.exists(DOCUMENT)) {
    return;
  }
  const { paths = {}, components } = tree.readJson(DOCUMENT) as Document;
  Object.keys(components?.schemas ?? {}).forEach((name) => schemas.set(name, DOCUMENT));
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { operationId }] of Object.entries(methods)) {
      if (operationId) {
        operations.set(operationId, `${method.toUpperCase()} ${path} in ${DOCUMENT}`);
      }
    }
  }
}

/** Names of schemas come from DTO classes, from what a decorator says, and from entities that have routes. */
function readSource(file: string, code: string, { schemas, operations, entities }: Taken): void {
  for (const [, dto, named] of code.matchAll(
    /\bclass (\w+)Dto\b|(?:ApiSchema\(|EnumField\([^)]*?)\{ name: '(\w+)'/g,
  )) {
    schemas.set((dto ?? named)!, file);
  }
  if (file.endsWith('.entity.ts')) {
    [...code.matchAll(/\bclass (\w+)/g)].forEach(([, entity]) => entities.set(entity!, file));
  }
  for (const [, one] of code.matchAll(/\bclass (\w+) extends BaseEntity\b/g)) {
    const derived = derivedFrom(one!, pluralOf(one!));
    if (code.includes('@Parent(')) {
      schemas.set(`${one!}Part`, file);
    }
    derived.schemas.forEach((name) => schemas.set(name, file));
    derived.operations.forEach((name) => operations.set(name, file));
  }
}
