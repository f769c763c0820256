import 'reflect-metadata';
import { type EntityCtor, MetadataStorage } from '@mikro-orm/core';
import { ManyToOne } from '@mikro-orm/decorators/legacy';
import { StartError } from '../../errors/start-error.js';

/** How a reference behaves. */
export interface ReferenceOptions {
  nullable?: boolean;
  /** What becomes of this row when the row that it points to is deleted, softly or for good; that is refused if left out. */
  onDelete?: 'cascade' | 'set null';
  /** Does not hold the other row back from soft deletion: the owner of a row may go. */
  weak?: boolean;
}

const WEAK = Symbol('weak references');

/** Whether a reference does not hold the other row back. */
export function isWeak(entity: object, property: string): boolean {
  return ((Reflect.getMetadata(WEAK, entity) as string[] | undefined) ?? []).includes(property);
}

/**
 * A foreign key: a column with the id of a row of another table. It names the table and not the entity, so that no
 * feature imports another one's entity. The property holds the id; nothing is joined or loaded. A write whose id points
 * nowhere fails with 422 `foreign_key`.
 *
 * Usage: `@Reference('users') owner_id!: string;`
 */
export function Reference(
  table: string,
  { nullable, onDelete, weak }: ReferenceOptions = {},
): PropertyDecorator {
  return (target, property) => {
    if (weak) {
      const known = (Reflect.getMetadata(WEAK, target.constructor) as string[] | undefined) ?? [];
      Reflect.defineMetadata(WEAK, [...known, String(property)], target.constructor);
    }
    ManyToOne({
      entity: () => entityOf(table),
      fieldName: String(property),
      mapToPk: true,
      nullable,
      // MikroORM would empty a reference that may be null.
      deleteRule: onDelete ?? 'no action',
      updateRule: 'no action',
    })(target, String(property));
  };
}

/** Asked for while the ORM starts, when every entity file has been loaded. */
export function entityOf(table: string): EntityCtor<{ id: string }> {
  const meta = Object.values(MetadataStorage.getMetadata()).find(({ tableName }) => tableName === table);
  if (!meta) {
    throw new StartError(`@Reference('${table}') points to no entity: there is none with this tableName`);
  }
  return meta.class as EntityCtor<{ id: string }>;
}
