import { EntityDtoOf, TextField } from '../../src/platform/dto.js';

export class CustomerDto extends EntityDtoOf() {
  @TextField({ min: 1, max: 120 })
  name!: string;
}
