import { field, filterOf } from '../platform/filter.js';
import { ROLES } from './role.js';
import type { User } from './user.entity.js';

/** What lists of users can be filtered, searched and sorted by. */
export const userFilter = filterOf<User>({
  fields: {
    email: field.email('eq', 'in', 'ilike'),
    display_name: field.text('eq', 'ilike'),
    role: field.oneOf(ROLES, 'eq'),
    is_active: field.boolean('eq'),
    email_verified_at: field.time('isnull', 'not', 'gt', 'gte', 'lt', 'lte'),
    created_at: field.time('gt', 'gte', 'lt', 'lte'),
  },
  search: ['email', 'display_name'],
  order_by: ['email', 'display_name', 'created_at', 'email_verified_at'],
});
