import { field, filterOf } from '../platform/filter.js';
import type { Item } from './item.entity.js';
import { ITEM_STATUSES } from './item-status.js';

/** What lists of items can be filtered, searched and sorted by. */
export const itemFilter = filterOf<Item>({
  fields: {
    name: field.text('eq', 'neq', 'in', 'not_in', 'like', 'ilike'),
    description: field.text('like', 'ilike', 'isnull'),
    quantity: field.integer('eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in'),
    status: field.oneOf(ITEM_STATUSES, 'eq', 'neq', 'in', 'not_in'),
    owner_id: field.uuid('eq', 'in'),
    created_at: field.time('gt', 'gte', 'lt', 'lte'),
    updated_at: field.time('gt', 'gte', 'lt', 'lte'),
  },
  search: ['name', 'description'],
  order_by: ['name', 'quantity', 'status', 'created_at', 'updated_at'],
  within: ['owner_id'],
});
