import type { Field } from './field.ts';
import { type Names, pascal, pluralOf } from './names.ts';
import { TAKEN_CLASSES } from './reserved-words.ts';
import { ResourceError } from './resource-error.ts';

/** The most ids that a set is given at once. */
export const MAX_SET = 1000;

/** The table between rows and their sets, by the example of the tags of a product. */
export interface Join {
  /** `product_tags` */
  table: string;
  /** `ProductTag` */
  entity: string;
  /** `product-tag`: the file of that entity. */
  file: string;
  /** `product_id` */
  own: string;
  /** `tag_id` */
  other: string;
}

/** The property of `tags` with their ids: `tag_ids`. */
export function setProperty(words: string): string {
  return `${pluralOf(words.replace(/_ids$/, ''), 1)}_ids`;
}

/** What a set is called: `tags` for `tag_ids`. */
export function setName({ name }: Pick<Field, 'name'>): string {
  return pluralOf(one(name));
}

/** @throws ResourceError if row and member would have the same column */
export function joinOf({ file, one: entity }: Names, field: Field): Join {
  const own = file.replaceAll('-', '_');
  const member = one(field.name);
  const join = {
    table: `${own}_${setName(field)}`,
    entity: `${entity}${pascal(member.split('_'))}`,
    file: `${file}-${member.replaceAll('_', '-')}`,
    own: `${own}_id`,
    other: `${member}_id`,
  };
  if (join.own === join.other) {
    throw new ResourceError(
      `${setName(field)} are called like the rows themselves, so ${join.own} would mean both. Use another name, such as related_${setName(field)}`,
    );
  }
  if (TAKEN_CLASSES.has(join.entity)) {
    throw new ResourceError(
      `${join.entity} means something else in the code. Use another name for ${field.name}`,
    );
  }
  return join;
}

/** The names that the migration will use for the table between. */
export function joinIdentifiers({ table, own, other }: Join): string[] {
  return [`${table}_${other}_${own}_index`, `${table}_${own}_foreign`, `${table}_${other}_foreign`];
}

/** @throws ResourceError for what no set can be */
export function checkSet({ type, name, nullable }: Field, initial: string | undefined): void {
  if (type === 'many' && (nullable || initial !== undefined)) {
    throw new ResourceError(
      `${name}: a new row without a set has an empty one, and null is none. Leave ${nullable ? '?' : 'the default'} out`,
    );
  }
}

function one(property: string): string {
  return property.replace(/_ids$/, '');
}
