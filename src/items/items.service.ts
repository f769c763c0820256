import { Injectable } from '@nestjs/common';
import { OwnedService } from '../platform/core/service/owned.service.js';
import type { CreateItemDto } from './dto/create-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import type { Item } from './item.entity.js';
import { ItemsRepository } from './items.repository.js';

/** The rules of items: everybody reads them, their owners and admins write them. */
@Injectable()
export class ItemsService extends OwnedService<Item, CreateItemDto, UpdateItemDto> {
  constructor(repository: ItemsRepository) {
    super(repository);
  }
}
