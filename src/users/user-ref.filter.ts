import { field, filterOf } from '../platform/filter.js';
import type { User } from './user.entity.js';

/** What the lists of other entities can ask of the users that their rows refer to. */
export const userRefFilter = filterOf<User>({
  fields: { display_name: field.text('eq', 'ilike') },
  search: [],
  order_by: ['display_name'],
});
