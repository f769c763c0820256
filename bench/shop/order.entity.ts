import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Listed, Policy, Reference } from '../../src/platform/entity.js';
import { owned } from '../../src/platform/policy.js';
import { orderFilter } from './order.filter.js';

@Entity({ tableName: 'orders' })
@Listed(orderFilter)
@Policy(owned<Order>('owner_id'))
export class Order extends BaseEntity {
  @Property({ type: 'string', length: 40 })
  number!: string;

  @Reference('customers')
  customer_id!: string;

  @Reference('users', { weak: true })
  owner_id!: string;
}
