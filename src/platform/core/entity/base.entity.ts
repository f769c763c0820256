import { OptionalProps } from '@mikro-orm/core';
import { Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../../context/new-id.js';
import { LIVE } from '../../database/soft-delete.filter.js';

/** The columns that a repository fills in by itself. */
export type ManagedColumn = 'id' | 'created_at' | 'updated_at' | 'deleted_at' | 'version';

/**
 * What every entity has: a UUIDv7 `id` (sortable by time of creation), the times of its life with milliseconds, the
 * mark of soft deletion, and a `version` that rises by one with every change.
 * The index serves the default order of its lists.
 */
@Index({ properties: ['created_at', 'id'], where: LIVE })
export abstract class BaseEntity {
  [OptionalProps]?: ManagedColumn;

  @PrimaryKey({ type: 'uuid', onCreate: () => newId() })
  id!: string;

  @Property({ type: 'datetime', length: 3, onCreate: () => new Date() })
  created_at!: Date;

  @Property({ type: 'datetime', length: 3, onCreate: () => new Date(), onUpdate: () => new Date() })
  updated_at!: Date;

  @Property({ type: 'datetime', length: 3, nullable: true })
  deleted_at!: Date | null;

  @Property({ type: 'integer', version: true, default: 1 })
  version!: number;
}
