/** The types of fields. */
export const FIELD_TYPES = [
  'string',
  'text',
  'integer',
  'bigint',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'uuid',
  'json',
  'enum',
  'ref',
] as const;

export type FieldType = (typeof FIELD_TYPES)[number];

/** One field of an entity, as it was asked for. */
export interface Field {
  /** Column, property and key on the wire. */
  name: string;
  type: FieldType;
  nullable: boolean;
  unique: boolean;
  /** What is stored when a new row leaves the field out. */
  default?: string | number | boolean;
  /** `string`, `text`: the longest value, in characters. */
  length?: number;
  /** `integer`: the smallest and the largest value. */
  min?: number;
  max?: number;
  /** `decimal`: digits in all, and after the point; any if left out. */
  precision?: number;
  scale?: number;
  /** `enum` */
  values?: string[];
  /** `ref`: the table. */
  table?: string;
}
