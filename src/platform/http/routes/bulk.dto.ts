import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Upserted } from '../../core/repository/upsert-rule.js';
import type { Dto } from '../validation/dto.js';
import { propertiesOf, WithoutDefaults } from '../validation/dto-shapes.js';
import { ItemsField, ListField, UuidListField } from '../validation/fields/list.js';
import { EnumField } from '../validation/fields/text.js';

/** Rows that one bulk request may hold. */
export const MAX_BULK = 1_000;

const ON_CONFLICT = ['update', 'ignore'] as const;

/** The body of a bulk create. */
export interface Many<C> {
  items: C[];
}

/** The body of a bulk upsert. */
export interface UpsertMany<C> extends Many<C> {
  on_conflict?: (typeof ON_CONFLICT)[number];
  update_fields?: string[];
}

/** The body of a bulk create; `CreateItemDto` makes `ItemBulkCreate`. */
export function manyDtoOf<C extends object>(create: Dto<C>): Dto<Many<C>> {
  @ApiSchema({ description: 'Rows to create: all of them, or none' })
  class BulkCreate {
    @ItemsField(() => create, { min: 1, max: MAX_BULK })
    items!: C[];
  }
  return named(BulkCreate, create, 'BulkCreate');
}

/**
 * The body of a bulk upsert; `CreateItemDto` makes `ItemBulkUpsert`.
 *
 * @param key by which rows that exist are known; they take over any other field
 */
export function upsertDtoOf<C extends object>(create: Dto<C>, key: readonly string[]): Dto<UpsertMany<C>> {
  const fields = propertiesOf(create).filter((name) => !key.includes(name));
  const rows = WithoutDefaults(create);
  @ApiSchema({ description: 'Rows to create, or to update where they exist: all of them, or none' })
  class BulkUpsert {
    // What a row leaves out keeps its stored value where there is one, so no default may take its place.
    @ItemsField(() => create, { min: 1, max: MAX_BULK, checkedBy: () => rows })
    items!: C[];

    @EnumField(ON_CONFLICT, {
      name: 'OnConflict',
      default: 'update',
      description: 'What happens to rows that exist',
    })
    on_conflict?: (typeof ON_CONFLICT)[number];

    @ListField({
      of: fields,
      min: 1,
      max: fields.length,
      optional: true,
      description: 'The fields that rows that exist take over; all of them if left out',
    })
    update_fields?: string[];
  }
  return named(BulkUpsert, create, 'BulkUpsert');
}

/** The answer to a bulk create; `ItemDto` makes `ItemBulkCreated`. */
export function createdDtoOf<T extends object>(row: Dto<T>): Dto<{ created: number; items: T[] }> {
  @ApiSchema({ description: 'The new rows, in the order of the request' })
  class BulkCreated {
    @ApiProperty({ type: 'integer', example: 1 })
    created!: number;

    @ApiProperty({ type: [row] })
    items!: T[];
  }
  return named(BulkCreated, row, 'BulkCreated');
}

/** The answer to a bulk upsert; `ItemDto` makes `ItemBulkUpserted`. */
export function upsertedDtoOf<T extends object>(row: Dto<T>): Dto<Upserted<T>> {
  @ApiSchema({ description: 'Every row of the request as it now stands, in the same order' })
  class BulkUpserted implements Upserted<T> {
    @ApiProperty({ type: 'integer', example: 1 })
    created!: number;

    @ApiProperty({ type: [row] })
    items!: T[];

    @ApiProperty({ type: 'integer', example: 0 })
    updated!: number;

    @ApiProperty({ type: 'integer', example: 0, description: 'Rows that had nothing to update' })
    ignored!: number;
  }
  return named(BulkUpserted, row, 'BulkUpserted');
}

/** The body of a bulk delete. */
@ApiSchema({ description: 'The ids of the rows to delete' })
export class BulkDeleteDto {
  @UuidListField({ min: 1, max: MAX_BULK, example: ['01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'] })
  ids!: string[];
}

/** The answer to a bulk delete. */
@ApiSchema({ description: 'How many rows were deleted' })
export class BulkDeletedDto {
  @ApiProperty({ type: 'integer', example: 1 })
  deleted!: number;
}

/** Names a schema after the DTO that it is made from. */
function named<D extends Dto>(dto: D, from: Dto, suffix: string): D {
  const entity = from.name.replace(/^Create/, '').replace(/Dto$/, '');
  return Object.defineProperty(dto, 'name', { value: `${entity}${suffix}` });
}
