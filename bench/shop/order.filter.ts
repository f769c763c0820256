import { field, filterOf } from '../../src/platform/filter.js';
import { customerFilter } from './customer.filter.js';
import type { Order } from './order.entity.js';

export const orderFilter = filterOf<Order>({
  fields: { number: field.text('eq'), customer_id: field.uuid('eq', 'in') },
  through: { customer: customerFilter },
  search: [],
  order_by: ['number', 'created_at'],
});
