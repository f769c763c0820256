import type { Tree } from '@angular-devkit/schematics';
import type { Field } from './field.ts';
import type { Names } from './names.ts';
import { ResourceError } from './resource-error.ts';

/** Identifiers of PostgreSQL are cut off after this many bytes. */
const MAX_IDENTIFIER = 63;

/** Folders of src/ and routes that are not entities. */
const ROUTES = new Set(['auth', 'docs', 'health', 'metrics']);

/** The tables of all entities, by the file that declares each. */
export function tablesOf(tree: Tree): Map<string, string> {
  const tables = new Map<string, string>();
  tree.getDir('/src').visit((path, entry) => {
    if (path.endsWith('.entity.ts')) {
      for (const [, table] of (entry?.content.toString() ?? '').matchAll(/tableName:\s*'(\w+)'/g)) {
        tables.set(table!, path.slice(1));
      }
    }
  });
  return tables;
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
  const declared = tablesOf(tree).get(table);
  if (declared) {
    throw new ResourceError(
      `The table ${table} exists already, see ${declared}. Change that file, or take the entity away first: docs/adding-an-entity.md`,
    );
  }
  const test = `test/${folder}.e2e-spec.ts`;
  for (const [path, exists] of [
    [`src/${folder}`, tree.getDir(`/src/${folder}`).subfiles.length > 0],
    [test, tree.exists(test)],
  ] as const) {
    if (exists) {
      throw new ResourceError(
        `${path} exists already, and nothing is overwritten. Remove it, or choose another name than ${one}`,
      );
    }
  }
}

/** @throws ResourceError if a field points nowhere, or the database could not name its constraints */
export function checkFields(tree: Tree, names: Names, fields: readonly Field[], owned: boolean): void {
  const tables = tablesOf(tree);
  for (const { name, type, table, nullable } of fields) {
    if (type !== 'ref') {
      continue;
    }
    if (table === names.table && !nullable) {
      throw new ResourceError(
        `${name} points to ${names.labels} themselves, so the first one could not be made. Make it nullable: ${name}:ref(${table})?`,
      );
    }
    if (table !== names.table && !tables.has(table!)) {
      throw new ResourceError(
        `There is no table ${table!}. Generate that entity first, or refer to one of: ${[...tables.keys()].sort().join(', ')}`,
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
