import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, LIVE, Parent, Policy } from '../../src/platform/entity.js';
import { partOf } from '../../src/platform/policy.js';

@Entity({ tableName: 'order_lines' })
@Unique({ properties: ['order_id', 'position'], where: LIVE })
@Policy(partOf<OrderLine>('order_id', 'orders'))
export class OrderLine extends BaseEntity {
  @Parent('orders', { as: 'lines' })
  order_id!: string;

  @Property({ type: 'integer' })
  position!: number;

  @Property({ type: 'string', length: 120 })
  product!: string;

  @Property({ type: 'integer' })
  quantity!: number;
}
