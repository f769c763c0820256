import 'reflect-metadata';
import { Reference } from './reference.js';

/** The row that rows of an entity are a part of. */
export interface ParentReference {
  /** The property that refers to the parent. */
  property: string;
  /** The parent's table. */
  table: string;
  /** What the parent calls these rows. */
  as: string;
}

const PARENT = Symbol('parent');

/**
 * A reference to the row that this one is a part of. It goes when that one goes, comes back with it, and raises its version
 * with every change. Its policy is `partOf(…)`.
 *
 * Usage: `@Parent('orders', { as: 'lines' }) order_id!: string;`
 *
 * @param table of the parent
 * @param options `as`: what the parent calls these rows, in `include=` and in the body of its creation
 */
export function Parent(table: string, { as }: { as: string }): PropertyDecorator {
  return (target, property) => {
    Reference(table, { onDelete: 'cascade' })(target, property);
    Reflect.defineMetadata(PARENT, { property, table, as }, target.constructor);
  };
}

/** What the rows of an entity are a part of; undefined if they stand for themselves. */
export function parentOf(entity: object): ParentReference | undefined {
  return Reflect.getMetadata(PARENT, entity) as ParentReference | undefined;
}
