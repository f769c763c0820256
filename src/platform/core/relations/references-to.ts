import { type EntityMetadata, ReferenceKind } from '@mikro-orm/core';
import { isWeak } from '../entity/reference.js';

/** A property of another entity that refers to a table, and what becomes of its rows when the other one is deleted. */
export interface ReferenceTo {
  meta: EntityMetadata;
  property: string;
  rule: 'cascade' | 'set null' | 'restrict';
}

/** What refers to the rows of a table and has to be looked after when they are deleted softly. */
export function referencesTo(table: string, all: readonly EntityMetadata[]): ReferenceTo[] {
  return all
    .filter(({ properties }) => properties['deleted_at' as never] !== undefined)
    .flatMap((meta) =>
      meta.relations
        .filter(
          ({ kind, targetMeta }) => kind === ReferenceKind.MANY_TO_ONE && targetMeta?.tableName === table,
        )
        .filter(({ name, persist }) => persist !== false && !isWeak(meta.class, name))
        .map(({ name, deleteRule }): ReferenceTo => ({
          meta,
          property: name,
          rule: isRule(deleteRule) ? deleteRule : 'restrict',
        })),
    );
}

/** Whether other rows may hold rows of a table back from deletion: those that refer to them, or to what goes with them. */
export function mayBeHeld(table: string, all: readonly EntityMetadata[], seen = new Set<string>()): boolean {
  seen.add(table);
  return referencesTo(table, all).some(
    ({ rule, meta: { tableName } }) =>
      rule === 'restrict' || (rule === 'cascade' && !seen.has(tableName) && mayBeHeld(tableName, all, seen)),
  );
}

function isRule(rule: string | undefined): rule is 'cascade' | 'set null' {
  return rule === 'cascade' || rule === 'set null';
}
