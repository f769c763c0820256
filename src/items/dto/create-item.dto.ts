import { EnumField, IntegerField, TextField } from '../../platform/dto.js';
import { ITEM_STATUSES, type ItemStatus } from '../item-status.js';

/** A new item. */
export class CreateItemDto {
  @TextField({ min: 1, max: 255, example: 'Oak table' })
  name!: string;

  @TextField({ max: 5000, optional: true, nullable: true, example: 'Seats six' })
  description?: string | null;

  @IntegerField({ min: 0, default: 0, example: 3 })
  quantity?: number;

  @EnumField(ITEM_STATUSES, { name: 'ItemStatus', default: 'draft', example: 'active' })
  status?: ItemStatus;
}
