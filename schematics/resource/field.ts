/** The types of fields. */
export const FIELD_TYPES = [
  'string',
  'text',
  'email',
  'integer',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'datetime',
  'uuid',
  'json',
  'list',
  'enum',
  'ref',
  'many',
] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** One field of an entity, as it was asked for. */
export interface Field {
  /** Column, property and key on the wire. */
  name: string;
  type: FieldType;
  nullable: boolean;
  /** Whether a value is there once among the rows of one owner (of all, where rows have no owner), or among all rows. */
  unique: false | 'per-owner' | 'global';
  /** Answered, and never taken from a client. */
  readonly: boolean;
  /** What is stored when a new row leaves the field out. */
  default?: string | number | boolean;
  /** `ref` to the row that this one is a part of: what that row calls its parts. */
  partAs?: string;
  /** `string`, `text`: the longest value, in characters. */
  length?: number;
  /** `integer`, `float`, `decimal`: the smallest and the largest value, as they were written. */
  min?: string;
  max?: string;
  /** `decimal`: digits in all, and after the point; any if left out. */
  precision?: number;
  scale?: number;
  /** `enum` */
  values?: string[];
  /** `ref`, `many`: the table of the other rows. */
  table?: string;
  /** `ref`: what becomes of this row when the other one is deleted; that is refused if left out. */
  onDelete?: 'cascade' | 'set null';
}
