import { EntityRepositoryType } from '@mikro-orm/core';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, LIVE, Listed, Policy, Reference, SearchIndex } from '../platform/entity.js';
import { itemFilter } from './item.filter.js';
import { itemPolicy } from './item.policy.js';
import { ITEM_STATUSES, type ItemStatus } from './item-status.js';
import type { ItemsRepository } from './items.repository.js';

/** Something that is kept in some quantity; the reference for all entities. */
@Entity({ tableName: 'items' })
@Unique({ properties: ['owner_id', 'name'], where: LIVE })
@Listed(itemFilter)
@SearchIndex('name', 'description')
@Policy(itemPolicy)
export class Item extends BaseEntity {
  [EntityRepositoryType]?: ItemsRepository;

  @Property({ type: 'string', length: 255 })
  name!: string;

  @Property({ type: 'text', nullable: true })
  description!: string | null;

  @Property({ type: 'integer', default: 0 })
  quantity!: number;

  @Enum({ items: () => ITEM_STATUSES, default: 'draft' })
  status!: ItemStatus;

  @Reference('users', { weak: true })
  owner_id!: string;
}
