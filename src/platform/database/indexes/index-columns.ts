import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { beginningOf, isLong } from './long-text.js';

/** The column of a property; undefined if it has none of its own, as a formula. */
export function columnOf(prop: EntityProperty | undefined): string | undefined {
  const isColumn = prop && prop.persist !== false && !prop.formula && prop.kind !== ReferenceKind.EMBEDDED;
  return isColumn && prop.fieldNames.length === 1 ? prop.fieldNames[0] : undefined;
}

/** Whether a property refers to a row of another table, and the primary key does not begin with it. */
export function isReference(prop: EntityProperty, { primaryKeys, pivotTable }: EntityMetadata): boolean {
  const { kind, owner, name } = prop;
  const refers = kind === ReferenceKind.MANY_TO_ONE || (kind === ReferenceKind.ONE_TO_ONE && owner);
  return refers && !pivotTable && columnOf(prop) !== undefined && primaryKeys[0] !== name;
}

/** Whether a property is kept as text, and is none of a few words. */
export function isText(prop: EntityProperty | undefined): boolean {
  return !prop?.enum && /^(text|varchar|character varying|char)\b/.test(prop?.columnTypes[0] ?? '');
}

/** Whether a property is kept as a text that may be too long for a tree. */
export function isLongText(prop: EntityProperty | undefined): boolean {
  return isText(prop) && isLong(prop!.columnTypes[0]!);
}

/** A key of an index as SQL. */
export function keySql(prop: EntityProperty): string {
  const column = `"${prop.fieldNames[0]!}"`;
  return isLongText(prop) ? beginningOf(column) : column;
}
