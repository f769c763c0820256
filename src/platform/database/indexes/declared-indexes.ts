import type { EntityMetadata, EntityProperty, MetadataStorage, Platform } from '@mikro-orm/core';
import { isDeepStrictEqual } from 'node:util';
import { DELETED_SQL, LIVE, liveSql } from '../soft-delete.filter.js';
import { columnOf, isLongText, keySql } from './index-columns.js';
import { pairsIndex } from './letter-pairs.js';
import { searchedOf } from './search-columns.js';
import { type WantedIndex, wantedIndexes } from './wanted-indexes.js';

type Index = EntityMetadata['indexes'][number];

/** Gives each entity the indexes that follow from its lists and references, as far as it does not declare them itself. */
export function addDeclaredIndexes(storage: MetadataStorage, platform: Platform): void {
  for (const meta of [...storage.getAll().values()].filter((one) => !one.abstract && !one.embeddable)) {
    addSearchIndex(meta, platform);
    for (const wanted of wantedIndexes(meta)) {
      if (wanted.keys.every(({ property }) => columnOf(propertyOf(meta, property)))) {
        const index = indexOf(wanted, meta, platform);
        if (!isThere(index, wanted, meta)) meta.indexes.push(index);
      }
    }
  }
}

/** The index for searches that are too short for trigrams, see `SearchIndex`. */
function addSearchIndex(meta: EntityMetadata, platform: Platform): void {
  const properties = searchedOf(meta.class);
  const columns = properties.map((name) => propertyOf(meta, name)!.fieldNames[0]!);
  const name = platform.getIndexName(meta.tableName, ['pairs_of', ...columns], 'index');
  if (columns.length > 0 && !meta.indexes.some((one) => one.name === name)) {
    const expression = pairsIndex(name, meta.tableName, columns, liveSql());
    meta.indexes.push({ name, properties: [...properties] as never[], expression });
  }
}

function indexOf({ keys, purpose, property }: WantedIndex, meta: EntityMetadata, platform: Platform): Index {
  const properties = keys.map((key) => key.property);
  const long = properties.filter((name) => isLongText(propertyOf(meta, name)));
  const columns = properties.filter((name) => name !== 'id').map((name) => columnOf(propertyOf(meta, name))!);
  const isHash = keys.length === 1 && long.includes(property);
  const by = purpose === 'trash' ? 'deleted_by' : isHash ? 'by_whole' : 'by';
  const name = platform.getIndexName(meta.tableName, [by, ...columns], 'index');
  const index = (more: object): Index => ({ name, properties, ...more });
  if (purpose === 'trash') {
    return index({ where: DELETED_SQL });
  }
  if (isHash) {
    return index({ type: 'hash' });
  }
  if (long.length > 0) {
    const list = keys.map((key) => keySql(propertyOf(meta, key.property)!) + (key.descending ? ' desc' : ''));
    return index({ expression: `create index "${name}" on "${meta.tableName}" (${list.join(', ')})` });
  }
  return keys.some(({ descending }) => descending)
    ? index({
        columns: keys.map((key) => ({ name: key.property, sort: key.descending ? 'desc' : 'asc' })),
      })
    : index({});
}

/** Whether an entity has an index that serves as well: one that begins with the same keys, or a unique one of them alone. */
function isThere(index: Index, { keys, purpose, property }: WantedIndex, meta: EntityMetadata): boolean {
  const wanted = keys.map((key) => key.property);
  const { index: ofItsOwn, unique } = propertyOf(meta, property)!;
  const serves = ({ where, expression, type }: Index): boolean =>
    purpose !== 'trash' &&
    !expression &&
    !type &&
    (where === undefined || (purpose === 'owner' && isDeepStrictEqual(where, LIVE)));
  return (
    Boolean(unique || (ofItsOwn && wanted.length === 1)) ||
    meta.indexes.some((one) => one.name === index.name || (serves(one) && beginsWith(named(one), wanted))) ||
    meta.uniques.some((one) => serves(one) && beginsWith(wanted, named(one)))
  );
}

function beginsWith(names: readonly string[], start: readonly string[]): boolean {
  return start.length > 0 && start.every((name, i) => names[i] === name);
}

function named({ properties }: Index): string[] {
  return [properties ?? []].flat().map(String);
}

function propertyOf(meta: EntityMetadata, name: string): EntityProperty | undefined {
  return meta.properties[name as never];
}
