import type { Tree } from '@angular-devkit/schematics';
import { hasOwner } from './access.ts';
import type { Field } from './field.ts';
import { type Key, keysOf, upsertKeyOf } from './keys.ts';
import type { Names } from './names.ts';
import { MIGRATIONS, tablesOf, targetsOf } from './project-tables.ts';
import { ResourceError } from './resource-error.ts';
import { ROUTES, takesFields } from './routes.ts';
import { joinIdentifiers } from './sets.ts';
import { checkJoin, checkPartNames, checkTakenNames } from './taken-names.ts';
import type { Entity } from './template-data.ts';

/** Identifiers of PostgreSQL are cut off after this many bytes. */
const MAX_IDENTIFIER = 63;

/** Folders of src/ and routes that are not entities. */
const OWN_ROUTES = new Set(['auth', 'docs', 'health', 'metrics']);

/** The file that lists the roles of users. */
const ROLES = '/src/users/role.ts';

/** @throws ResourceError if the project has something of this name already */
export function checkNames(tree: Tree, names: Names): void {
  if (!tree.exists('/src/app.module.ts')) {
    throw new ResourceError('There is no src/app.module.ts here. Run this in the root folder of the project');
  }
  const { folder, table, one } = names;
  if (OWN_ROUTES.has(folder)) {
    throw new ResourceError(`/${folder} is a route of the application itself. Choose another name`);
  }
  if (table === MIGRATIONS) {
    throw new ResourceError(
      `The table ${MIGRATIONS} says which migrations have run. Choose another name, such as data_migration`,
    );
  }
  const declared = tablesOf(tree).get(table)?.file;
  if (declared) {
    throw new ResourceError(
      `The table ${table} exists already, see ${declared}. Change that file, or take the entity away first: docs/adding-an-entity.md`,
    );
  }
  const test = `test/${folder}.e2e-spec.ts`;
  for (const [path, exists] of [
    [`src/${folder}`, isThere(tree, `/src/${folder}`)],
    [test, tree.exists(test)],
  ] as const) {
    if (exists) {
      throw new ResourceError(
        `${path} exists already, and nothing is overwritten. Remove it, or choose another name than ${one}`,
      );
    }
  }
  checkTakenNames(tree, names);
}

function isThere(tree: Tree, folder: string): boolean {
  const { subfiles, subdirs } = tree.getDir(folder);
  return subfiles.length + subdirs.length > 0;
}

/** The roles of the project's users. */
export function rolesOf(tree: Tree): string[] {
  const code = tree.exists(ROLES) ? tree.readText(ROLES) : '';
  const list = /\bROLES\s*=\s*\[([^\]]*)\]/.exec(code)?.[1] ?? '';
  return [...list.matchAll(/'([^']+)'/g)].map(([, role]) => role!);
}

/** @throws ResourceError if the entity cannot be in this project, or the database could not name its constraints */
export function checkEntity(tree: Tree, entity: Entity): void {
  const { names, fields, routes, sets } = entity;
  checkTakenNames(
    tree,
    names,
    fields.filter(({ type }) => type === 'enum').map(({ name }) => name),
  );
  sets.forEach((set) => checkJoin(tree, set));
  if (entity.parent) {
    checkPartNames(tree, names, entity.parent);
  }
  if (takesFields(routes) && fields.every(({ readonly }) => readonly)) {
    throw new ResourceError(
      'All fields are readonly, so there is nothing to send. Leave :readonly out for one, or offer reading alone: --only list,get',
    );
  }
  const keys = keysOf(fields, entity.joint, hasOwner(entity.rights.access));
  if (routes.size < ROUTES.length && routes.has('upsert') && !upsertKeyOf(keys, fields)) {
    throw new ResourceError(
      '--only upsert: rows are known by a unique field that each of them has. Write :unique behind a field without ? and default, or leave upsert out',
    );
  }
  const long = identifiers(entity, keys).find(({ length }) => length > MAX_IDENTIFIER);
  if (long) {
    throw new ResourceError(
      `${long} is longer than the ${MAX_IDENTIFIER} characters of a name in PostgreSQL. Shorten the entity's name or the field's`,
    );
  }
}

/** @throws ResourceError if a reference, or a set, points nowhere */
export function checkReferences(tree: Tree, names: Names, fields: readonly Field[]): void {
  const targets = targetsOf(tree);
  for (const { name, type, table, nullable } of fields.filter((field) => field.table !== undefined)) {
    if (type === 'ref' && table === names.table && !nullable) {
      throw new ResourceError(
        `${name} points to ${names.labels} themselves, so the first one could not be made. Make it nullable: ${name}:ref(${table})?`,
      );
    }
    if (table !== names.table && !targets.includes(table!)) {
      const kept = tablesOf(tree).has(table!) || table === MIGRATIONS;
      throw new ResourceError(
        kept
          ? `${table!} is a table that the application keeps for itself. Refer to one of: ${targets.join(', ')}`
          : `There is no table ${table!}. Generate that entity first, or refer to one of: ${targets.join(', ')}`,
      );
    }
  }
}

/** The longest names that the migration will use. */
function identifiers({ names: { table }, fields, rights, sets }: Entity, keys: readonly Key[]): string[] {
  return [
    `${table}_created_at_id_index`,
    ...(hasOwner(rights.access) ? [`${table}_owner_id_created_at_id_index`] : []),
    ...sets.flatMap(({ join }) => joinIdentifiers(join)),
    ...keys.map((key) => `${table}_${key.join('_')}_unique`),
    ...fields.flatMap(({ name, type }) => [
      name,
      ...(type === 'ref' ? [`${table}_${name}_created_at_id_index`] : []),
      ...(type === 'enum' ? [`${table}_${name}_check`] : []),
    ]),
  ];
}
