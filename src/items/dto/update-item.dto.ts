import { PatchOf } from '../../platform/dto.js';
import { CreateItemDto } from './create-item.dto.js';

/** A change of an item: fields that are left out stay as they are. */
export class UpdateItemDto extends PatchOf(CreateItemDto) {}
