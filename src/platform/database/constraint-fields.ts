import type { EntityMetadata, EntityProperty, MetadataStorage, Platform } from '@mikro-orm/core';
import { uniqueKeysOf } from './unique-keys.js';

const fields = new Map<string, string>();

/** The fields of each check that is about several, the last one first. */
const checked = new Map<string, readonly string[]>();

/** The field that a constraint is about, by its name, or that a column holds, by `table.column`. */
export function fieldOfConstraint(name: string): string | undefined {
  return fields.get(name);
}

/** The fields that a check which is declared for the whole entity is about, the last one first. */
export function fieldsOfCheck(name: string): readonly string[] | undefined {
  return checked.get(name);
}

/**
 * Notes which field each constraint is about. Of several columns of a constraint the last one counts: those before it are
 * the scope, as in "`name` is unique per `owner_id`".
 */
export function noteConstraints(metadata: MetadataStorage, platform: Platform): void {
  for (const meta of [...metadata.getAll().values()].filter(({ embeddable }) => !embeddable)) {
    for (const { name, property, expression } of meta.checks) {
      const prop = meta.props.find((one) => one.name === property);
      checked.set(
        String(name),
        prop ? [fieldOf(prop, meta)] : fieldsIn(typeof expression === 'string' ? expression : '', meta),
      );
    }
    for (const prop of meta.props.filter((one) => columnsOf(one).length > 0)) {
      const field = fieldOf(prop, meta);
      prop.fieldNames.forEach((column) => fields.set(`${meta.tableName}.${column}`, field));
      for (const type of ['foreign', 'check'] as const) {
        fields.set(platform.getIndexName(meta.tableName, prop.fieldNames, type), field);
      }
    }
    for (const { name, properties } of uniqueKeysOf(meta, platform)) {
      const last = properties.at(-1);
      const prop = last === undefined ? undefined : meta.properties[last as never];
      fields.set(name, prop ? fieldOf(prop, meta) : (last?.split('.')[0] ?? ''));
    }
  }
}

/** The fields whose columns a condition names, the last one first. */
function fieldsIn(condition: string, meta: EntityMetadata): string[] {
  const words: string[] = condition.match(/\w+/g) ?? [];
  const named = meta.props
    .map((prop) => ({ prop, at: Math.max(-1, ...columnsOf(prop).map((one) => words.lastIndexOf(one))) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.at - a.at);
  return [...new Set(named.map(({ prop }) => fieldOf(prop, meta)))];
}

function columnsOf({ fieldNames }: EntityProperty): string[] {
  return fieldNames ?? [];
}

/** The property that a client sends: of an embedded one, the object that it is in. */
function fieldOf(prop: EntityProperty, meta: EntityMetadata): string {
  return prop.embedded ? fieldOf(meta.properties[prop.embedded[0] as never]!, meta) : prop.name;
}
