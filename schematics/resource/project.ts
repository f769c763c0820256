import type { Tree } from '@angular-devkit/schematics';
import type { Field } from './field.ts';
import type { Names } from './names.ts';
import { ResourceError } from './resource-error.ts';
import { checkTakenNames } from './taken-names.ts';

/** Identifiers of PostgreSQL are cut off after this many bytes. */
const MAX_IDENTIFIER = 63;

/** Folders of src/ and routes that are not entities. */
const ROUTES = new Set(['auth', 'docs', 'health', 'metrics']);

/** The table in which MikroORM keeps what has run. */
const MIGRATIONS = 'migrations';

/** A table of the project. */
interface Table {
  /** The file of its entity. */
  file: string;
  /** Whether rows can be referred to: those of entities, not those that the application keeps for itself. */
  isEntity: boolean;
}

/** The tables of the project, by name. */
export function tablesOf(tree: Tree): Map<string, Table> {
  const tables = new Map<string, Table>();
  tree.getDir('/src').visit((path, entry) => {
    if (path.endsWith('.entity.ts')) {
      const code = entry?.content.toString() ?? '';
      for (const [, table] of code.matchAll(/tableName:\s*'(\w+)'/g)) {
        tables.set(table!, { file: path.slice(1), isEntity: /\bextends BaseEntity\b/.test(code) });
      }
    }
  });
  return tables;
}

/** The tables that a `ref` can point to. */
export function targetsOf(tree: Tree): string[] {
  return [...tablesOf(tree)]
    .filter(([, { isEntity }]) => isEntity)
    .map(([name]) => name)
    .sort();
}

/** @throws ResourceError if the project has something of this name already */
export function checkNames(tree: Tree, names: Names): void {
  if (!tree.exists('/src/app.module.ts')) {
    throw new ResourceError('There is no src/app.module.ts here. Run this in the root folder of the project');
  }
  const { folder, table, one } = names;
  if (ROUTES.has(folder)) {
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

/** @throws ResourceError if a field points nowhere, or the database could not name its constraints */
export function checkFields(tree: Tree, names: Names, fields: readonly Field[], owned: boolean): void {
  const targets = targetsOf(tree);
  checkTakenNames(
    tree,
    names,
    fields.filter(({ type }) => type === 'enum').map(({ name }) => name),
  );
  for (const { name, type, table, nullable } of fields) {
    if (type !== 'ref') {
      continue;
    }
    if (table === names.table && !nullable) {
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
  for (const identifier of identifiers(names, fields, owned)) {
    if (identifier.length > MAX_IDENTIFIER) {
      throw new ResourceError(
        `${identifier} is longer than the ${MAX_IDENTIFIER} characters of a name in PostgreSQL. Shorten the entity's name or the field's`,
      );
    }
  }
}

/** The longest names that the migration will use. */
function identifiers({ table }: Names, fields: readonly Field[], owned: boolean): string[] {
  return [
    `${table}_created_at_id_index`,
    ...fields.flatMap(({ name, unique, type }) => [
      name,
      ...(unique ? [`${table}_${owned ? 'owner_id_' : ''}${name}_unique`] : []),
      ...(type === 'ref' ? [`${table}_${name}_created_at_id_index`] : []),
      ...(type === 'enum' ? [`${table}_${name}_check`] : []),
    ]),
  ];
}
