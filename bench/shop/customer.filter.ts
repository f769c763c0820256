import { field, filterOf } from '../../src/platform/filter.js';
import type { Customer } from './customer.entity.js';

export const customerFilter = filterOf<Customer>({
  fields: { name: field.text('eq', 'ilike') },
  search: ['name'],
  order_by: ['name', 'created_at'],
});
