import type { MetadataStorage } from '@mikro-orm/core';

/**
 * Which field each unique constraint is about, by the constraint's name, and which one each column holds, by
 * `table.column`. Of several columns of a constraint the last one counts: those before it are the scope, as in "`name` is
 * unique per `owner_id`".
 */
export function constraintFields(metadata: MetadataStorage): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const meta of metadata.getAll().values()) {
    for (const property of meta.props) {
      property.fieldNames?.forEach((column) => fields.set(`${meta.tableName}.${column}`, property.name));
    }
    for (const unique of meta.uniques) {
      const properties = [unique.properties ?? []].flat().map(String);
      const name = unique.name ?? `${meta.tableName}_${properties.join('_')}_unique`;
      fields.set(name, properties.at(-1) ?? '');
    }
  }
  return fields;
}
