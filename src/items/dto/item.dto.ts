import { EntityDtoOf } from '../../http/validation/dto-shapes.js';
import { CreateItemDto } from './create-item.dto.js';

/** An item as it is answered. */
export class ItemDto extends EntityDtoOf(CreateItemDto) {}
