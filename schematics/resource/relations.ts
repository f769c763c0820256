import type { Tree } from '@angular-devkit/schematics';
import type { Field } from './field.ts';
import type { Names } from './names.ts';
import { tablesOf } from './project-tables.ts';
import { ResourceError } from './resource-error.ts';
import { type Join, joinOf, setName } from './sets.ts';

/** The row that a reference points to, or the rows of a set, as the files of this entity know them. */
export interface Relation {
  /** What it is called: `customer` for `customer_id`, `tags` for `tag_ids`. */
  name: string;
  /** The class by which it is answered, and the file of that, seen from src/. */
  dto: string;
  dtoFile: string;
  /** The filter through which lists ask for its columns, and its file; none for a row of the same entity. */
  filter?: string;
  filterFile?: string;
}

/** The rows of a set. */
export interface SetRelation extends Relation {
  property: string;
  /** The other table, and the one between. */
  table: string;
  join: Join;
}

/** What a reference is called without its `_id`. */
export function relationName({ name }: Pick<Field, 'name'>): string {
  return name.replace(/_id$/, '');
}

/** @throws ResourceError if an entity that is referred to has no DTO or no filter */
export function relationsOf(tree: Tree, names: Names, fields: readonly Field[]): Relation[] {
  return fields
    .filter(({ type }) => type === 'ref')
    .map((field) => ({ name: relationName(field), ...shownBy(tree, names, field.table!) }));
}

/** @throws ResourceError if an entity that sets are of has no DTO or no filter, or a table between cannot be */
export function setsOf(tree: Tree, names: Names, fields: readonly Field[]): SetRelation[] {
  return fields
    .filter(({ type }) => type === 'many')
    .map((field) => ({
      name: setName(field),
      property: field.name,
      table: field.table!,
      join: joinOf(names, field),
      ...shownBy(tree, names, field.table!),
    }));
}

/** By what the rows of a table are answered, and asked for. */
function shownBy(tree: Tree, names: Names, table: string): Omit<Relation, 'name'> {
  return table === names.table
    ? { dto: `${names.one}Dto`, dtoFile: `${names.folder}/dto/${names.file}.dto` }
    : filesOf(tree, table);
}

/** Where an entity shows others less than its own routes (`user-ref.dto.ts`), that is what they get. */
function filesOf(tree: Tree, table: string): Omit<Relation, 'name'> {
  const { file } = tablesOf(tree).get(table) ?? {};
  const [, folder, one] = /^src\/(.+)\/([^/]+)\.entity\.ts$/.exec(file ?? '') ?? [];
  const first = (...files: string[]): string => {
    const found = files.find((path) => tree.exists(`/src/${path}.ts`));
    if (!found) {
      throw new ResourceError(
        `${table} has no src/${files.at(-1)!}.ts, by which its rows would be shown. Write it, as src/items has it`,
      );
    }
    return found;
  };
  const dtoFile = first(`${folder!}/dto/${one!}-ref.dto`, `${folder!}/dto/${one!}.dto`);
  const filterFile = first(`${folder!}/${one!}-ref.filter`, `${folder!}/${one!}.filter`);
  return {
    dtoFile,
    dto: exported(tree, dtoFile, /export class (\w+Dto)\b/),
    filterFile,
    filter: exported(tree, filterFile, /export const (\w+Filter)\b/),
  };
}

function exported(tree: Tree, file: string, pattern: RegExp): string {
  const name = pattern.exec(tree.readText(`/src/${file}.ts`))?.[1];
  if (!name) {
    throw new ResourceError(`src/${file}.ts exports nothing of the kind ${pattern.source}`);
  }
  return name;
}
