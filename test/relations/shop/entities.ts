import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import {
  BaseEntity,
  JoinReference,
  LIVE,
  Many,
  Parent,
  Policy,
  Reference,
} from '../../../src/platform/entity.js';
import { owned, partOf, privateTo, shared } from '../../../src/platform/policy.js';

@Entity({ tableName: 'customers' })
@Policy(privateTo<Customer>('owner_id'))
export class Customer extends BaseEntity {
  @Property({ type: 'string' }) name!: string;
  @Property({ type: 'integer', nullable: true }) rating!: number | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'tags' })
@Unique({ properties: ['name'], where: LIVE })
@Policy(shared<Tag>())
export class Tag extends BaseEntity {
  @Property({ type: 'string' }) name!: string;
}

@Entity({ tableName: 'products' })
@Policy(shared<Product>())
export class Product extends BaseEntity {
  @Property({ type: 'string' }) name!: string;
  @Property({ type: 'decimal', precision: 12, scale: 2 }) price!: string;
  @Many('tags', { through: 'product_tags', as: 'tags' }) tag_ids!: string[];
}

@Entity({ tableName: 'product_tags' })
export class ProductTag {
  @JoinReference('products') product_id!: string;
  @JoinReference('tags') tag_id!: string;
}

@Entity({ tableName: 'orders' })
@Policy(owned<Order>('owner_id'))
export class Order extends BaseEntity {
  @Property({ type: 'string' }) number!: string;
  @Reference('customers', { nullable: true }) customer_id!: string | null;
  @Reference('customers', { nullable: true, onDelete: 'set null' }) payer_id!: string | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'order_lines' })
@Unique({ properties: ['order_id', 'position'], where: LIVE })
@Policy(partOf<OrderLine>('order_id', 'orders'))
export class OrderLine extends BaseEntity {
  @Parent('orders', { as: 'lines' }) order_id!: string;
  @Property({ type: 'integer' }) position!: number;
  @Reference('products') product_id!: string;
}
