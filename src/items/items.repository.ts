import { Injectable } from '@nestjs/common';
import { BaseRepository, Database } from '../platform/repository.js';
import type { CreateItemDto } from './dto/create-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import { Item } from './item.entity.js';
import { itemFilter } from './item.filter.js';
import { itemKey } from './item.key.js';

/** Every query about items. */
@Injectable()
export class ItemsRepository extends BaseRepository<Item, CreateItemDto, UpdateItemDto> {
  constructor(database: Database) {
    super(database, Item, { filter: itemFilter, key: itemKey });
  }
}
