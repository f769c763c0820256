import { Embeds, EmbedsMany, EntityDtoOf, TextField, UuidField } from '../../src/platform/dto.js';
import { CustomerDto } from './customer.dto.js';
import { OrderLineDto } from './order-line.dto.js';

export class OrderDto extends EntityDtoOf() {
  @TextField({ min: 1, max: 40 })
  number!: string;

  @UuidField()
  customer_id!: string;

  @UuidField()
  owner_id!: string;

  @Embeds(() => CustomerDto)
  customer?: CustomerDto | null;

  @EmbedsMany(() => OrderLineDto)
  lines?: OrderLineDto[];
}
