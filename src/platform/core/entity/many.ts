import 'reflect-metadata';
import { Property } from '@mikro-orm/decorators/legacy';

/** A set of rows of another table, kept in a table between the two. */
export interface ManyReference {
  /** The property with the ids. */
  property: string;
  /** The table of the other rows. */
  table: string;
  /** The table between. */
  through: string;
  /** What the row calls them. */
  as: string;
}

const MANY = Symbol('many');

/**
 * The ids of the rows of another table that belong to this row, in no order; the table between them is an entity of its
 * own. Written as a whole: what is not in the list is not in the set.
 *
 * Usage: `@Many('tags', { through: 'product_tags', as: 'tags' }) tag_ids!: string[];`
 *
 * @param table of the other rows
 * @param options `through`: the table between; `as`: what the row calls them, in `include=` and in filters
 */
export function Many(table: string, { through, as }: { through: string; as: string }): PropertyDecorator {
  return (target, property) => {
    Property({ type: 'array', persist: false })(target, String(property));
    const known = manyOf(target.constructor);
    const added: ManyReference = { property: String(property), table, through, as };
    Reflect.defineMetadata(MANY, [...known, added], target.constructor);
  };
}

/** The sets of an entity. */
export function manyOf(entity: object): readonly ManyReference[] {
  return (Reflect.getMetadata(MANY, entity) as ManyReference[] | undefined) ?? [];
}
