import { type EntityCtor, MetadataStorage } from '@mikro-orm/core';
import { ManyToOne } from '@mikro-orm/decorators/legacy';

/** How a reference behaves. */
export interface ReferenceOptions {
  nullable?: boolean;
  /** What becomes of this row when the row that it points to is removed for good; that removal is refused if left out. */
  onDelete?: 'cascade' | 'set null';
}

/**
 * A foreign key: a column with the id of a row of another table. It names the table and not the entity, so that no
 * feature imports another one's entity. The property holds the id; nothing is joined or loaded. A write whose id points
 * nowhere fails with 422 `foreign_key`.
 *
 * Usage: `@Reference('users') owner_id!: string;`
 */
export function Reference(table: string, { nullable, onDelete }: ReferenceOptions = {}): PropertyDecorator {
  return (target, property) => {
    ManyToOne({
      entity: () => entityOf(table),
      fieldName: String(property),
      mapToPk: true,
      nullable,
      deleteRule: onDelete,
      updateRule: 'no action',
    })(target, String(property));
  };
}

/** Asked for while the ORM starts, when every entity file has been loaded. */
function entityOf(table: string): EntityCtor<{ id: string }> {
  const meta = Object.values(MetadataStorage.getMetadata()).find(({ tableName }) => tableName === table);
  if (!meta) {
    throw new Error(`@Reference('${table}') points to no entity: there is none with this tableName`);
  }
  return meta.class as EntityCtor<{ id: string }>;
}
