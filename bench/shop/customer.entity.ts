import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Listed, Policy, SearchIndex } from '../../src/platform/entity.js';
import { shared } from '../../src/platform/policy.js';
import { customerFilter } from './customer.filter.js';

@Entity({ tableName: 'customers' })
@Listed(customerFilter)
@SearchIndex('name')
@Policy(shared<Customer>())
export class Customer extends BaseEntity {
  @Property({ type: 'string', length: 120 })
  name!: string;
}
