import { ApiProperty } from '@nestjs/swagger';
import { Embeds, EntityDtoOf } from '../../platform/dto.js';
import { UserRefDto } from '../../users/dto/user-ref.dto.js';
import { CreateItemDto } from './create-item.dto.js';

/** An item as it is answered. */
export class ItemDto extends EntityDtoOf(CreateItemDto) {
  @ApiProperty({
    type: 'string',
    format: 'uuid',
    example: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b42',
    description: 'Who made it',
  })
  owner_id!: string;

  @Embeds(() => UserRefDto)
  owner?: UserRefDto | null;
}
