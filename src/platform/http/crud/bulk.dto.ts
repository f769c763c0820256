import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { UpsertResult } from '../../core/repository/bulk-writer.js';
import type { Dto } from '../validation/compiled-validator.js';
import { EnumField, ListField } from '../validation/fields.js';
import { ItemsField } from '../validation/nested-list.js';

/** Rows that one bulk request may hold. */
export const MAX_BULK = 1_000;

const ON_CONFLICT = ['update', 'ignore'] as const;

/** Bodies and answers of an entity's bulk routes, made from its DTOs. */
export interface BulkDtos<T, C> {
  create: Dto<{ items: C[] }>;
  created: Dto<{ created: number; items: T[] }>;
  upsert: Dto<{ items: C[]; on_conflict?: (typeof ON_CONFLICT)[number]; update_fields?: string[] }>;
  upserted: Dto<UpsertResult<T>>;
}

/**
 * @param name of the entity in the schemas: `Item` makes `ItemBulkCreate`, …
 * @param updateFields the columns that an upsert may change
 */
export function bulkDtosOf<T extends object, C extends object>(
  name: string,
  entity: Dto<T>,
  create: Dto<C>,
  updateFields: readonly string[],
): BulkDtos<T, C> {
  @ApiSchema({ description: 'Rows to create: all of them, or none' })
  class BulkCreate {
    @ItemsField(() => create, { min: 1, max: MAX_BULK })
    items!: C[];
  }
  @ApiSchema({ description: 'The new rows, in the order of the request' })
  class BulkCreated {
    @ApiProperty({ type: 'integer', example: 1 })
    created!: number;

    @ApiProperty({ type: [entity] })
    items!: T[];
  }
  @ApiSchema({ description: 'Rows to create, or to update where they exist: all of them, or none' })
  class BulkUpsert extends BulkCreate {
    @EnumField(ON_CONFLICT, {
      name: 'OnConflict',
      default: 'update',
      description: 'What happens to rows that exist',
    })
    on_conflict?: (typeof ON_CONFLICT)[number];

    @ListField({
      of: updateFields,
      min: 1,
      max: updateFields.length,
      optional: true,
      description: 'The fields that rows that exist take over; all of them if left out',
    })
    update_fields?: string[];
  }
  @ApiSchema({ description: 'Every row of the request as it now stands, in the same order' })
  class BulkUpserted extends BulkCreated implements UpsertResult<T> {
    @ApiProperty({ type: 'integer', example: 0 })
    updated!: number;

    @ApiProperty({ type: 'integer', example: 0, description: 'Rows that had nothing to update' })
    ignored!: number;
  }
  const named = <D>(dto: Dto & D, suffix: string): D =>
    Object.defineProperty(dto, 'name', { value: `${name}${suffix}` });
  return {
    create: named(BulkCreate, 'BulkCreate'),
    created: named(BulkCreated, 'BulkCreated'),
    upsert: named(BulkUpsert, 'BulkUpsert'),
    upserted: named(BulkUpserted, 'BulkUpserted'),
  };
}

/** The body of a bulk delete. */
@ApiSchema({ description: 'The ids of the rows to delete' })
export class BulkDeleteDto {
  @ListField({ of: 'uuid', min: 1, max: MAX_BULK, example: ['01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'] })
  ids!: string[];
}

/** The answer to a bulk delete. */
@ApiSchema({ description: 'How many rows were deleted' })
export class BulkDeletedDto {
  @ApiProperty({ type: 'integer', example: 1 })
  deleted!: number;
}
