import { EntityDtoOf, IntegerField, TextField, UuidField } from '../../src/platform/dto.js';

export class OrderLineDto extends EntityDtoOf() {
  @UuidField()
  order_id!: string;

  @IntegerField({ min: 0 })
  position!: number;

  @TextField({ min: 1, max: 120 })
  product!: string;

  @IntegerField({ min: 1 })
  quantity!: number;
}
