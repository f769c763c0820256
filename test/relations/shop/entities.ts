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

@Entity({ tableName: 'probe_customers' })
@Policy(privateTo<ProbeCustomer>('owner_id'))
export class ProbeCustomer extends BaseEntity {
  @Property({ type: 'string' }) name!: string;
  @Property({ type: 'integer', nullable: true }) rating!: number | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'probe_tags' })
@Unique({ properties: ['name'], where: LIVE })
@Policy(shared<ProbeTag>())
export class ProbeTag extends BaseEntity {
  @Property({ type: 'string' }) name!: string;
}

@Entity({ tableName: 'probe_products' })
@Policy(shared<ProbeProduct>())
export class ProbeProduct extends BaseEntity {
  @Property({ type: 'string' }) name!: string;
  @Property({ type: 'decimal', precision: 12, scale: 2 }) price!: string;
  @Many('probe_tags', { through: 'probe_product_tags', as: 'tags' }) tag_ids!: string[];
}

@Entity({ tableName: 'probe_product_tags' })
export class ProbeProductTag {
  @JoinReference('probe_products') product_id!: string;
  @JoinReference('probe_tags') tag_id!: string;
}

@Entity({ tableName: 'probe_orders' })
@Policy(owned<ProbeOrder>('owner_id'))
export class ProbeOrder extends BaseEntity {
  @Property({ type: 'string' }) number!: string;
  @Reference('probe_customers', { nullable: true }) customer_id!: string | null;
  @Reference('probe_customers', { nullable: true, onDelete: 'set null' }) payer_id!: string | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'probe_order_lines' })
@Unique({ properties: ['order_id', 'position'], where: LIVE })
@Policy(partOf<ProbeOrderLine>('order_id', 'probe_orders'))
export class ProbeOrderLine extends BaseEntity {
  @Parent('probe_orders', { as: 'lines' }) order_id!: string;
  @Property({ type: 'integer' }) position!: number;
  @Reference('probe_products') product_id!: string;
  @Reference('probe_tags', { nullable: true, onDelete: 'set null' }) label_id!: string | null;
  @Reference('probe_customers', { nullable: true, onDelete: 'cascade' }) for_id!: string | null;
}
