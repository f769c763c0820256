import { type EntityMetadata, ReferenceKind } from '@mikro-orm/core';
import { type ManyReference, manyOf } from '../entity/many.js';
import { parentOf } from '../entity/parent.js';
import { quote } from '../repository/columns.js';
import type { EntityScope, Scopes } from '../repository/scope.js';
import { StartError } from '../../errors/start-error.js';

/** Rows of another table that belong to a row, by the name under which they are embedded. */
export type Relation =
  | { kind: 'one'; name: string; table: string; column: string }
  | { kind: 'children'; name: string; table: string; column: string }
  | ({ kind: 'set'; name: string } & SetTable);

/** The table between a row and its set, with both of its columns as they stand in SQL. */
export interface SetTable extends ManyReference {
  join: string;
  own: string;
  other: string;
}

/** The relations of an entity, by name: `customer` of `customer_id`, what its children call themselves, `tags` of `tag_ids`. */
export function relationsOf({ table }: EntityScope, scopes: Scopes): ReadonlyMap<string, Relation> {
  const { meta } = table;
  const all = [...scopes.em.getMetadata().getAll().values()];
  const relations: Relation[] = [
    ...meta.relations
      .filter(({ kind, mapToPk }) => kind === ReferenceKind.MANY_TO_ONE && mapToPk)
      .map(({ name, targetMeta }) => one(name, targetMeta!.tableName)),
    ...all.flatMap((child) => {
      const parent = parentOf(child.class);
      return parent?.table === meta.tableName
        ? [{ kind: 'children' as const, name: parent.as, table: child.tableName, column: parent.property }]
        : [];
    }),
    ...setsOf(meta, scopes).map((set) => ({ kind: 'set' as const, name: set.as, ...set })),
  ];
  return new Map(relations.map((relation) => [relation.name, relation]));
}

/** The sets of an entity, with the columns of the tables between. */
export function setsOf(meta: EntityMetadata, scopes: Scopes): SetTable[] {
  return manyOf(meta.class).map((set) => {
    const between = [...scopes.em.getMetadata().getAll().values()].find(
      ({ tableName }) => tableName === set.through,
    );
    const columnsTo = (table: string): string[] =>
      (between?.relations ?? [])
        .filter(({ targetMeta }) => targetMeta?.tableName === table)
        .map(({ fieldNames }) => fieldNames[0]!);
    const [own] = columnsTo(meta.tableName);
    // Of two columns to the same table, the first is that of the row which has the set.
    const other = columnsTo(set.table).find((column) => column !== own);
    if (!own || !other) {
      throw new StartError(
        `${meta.className}.${set.property}: @Many() needs an entity with the table ${set.through}, ` +
          `which refers to ${meta.tableName} and to ${set.table}`,
      );
    }
    return { ...set, join: quote(set.through), own: quote(own), other: quote(other) };
  });
}

function one(column: string, table: string): Relation {
  return { kind: 'one', name: column.replace(/_id$/, ''), table, column };
}
