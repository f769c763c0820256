import { Injectable } from '@nestjs/common';
import { BaseRepository } from '../platform/core/repository/base.repository.js';
import { Database } from '../platform/database/database.js';
import type { CreateItemDto } from './dto/create-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import { Item } from './item.entity.js';
import { itemFilter } from './item.filter.js';

/** Every query about items. */
@Injectable()
export class ItemsRepository extends BaseRepository<Item, CreateItemDto, UpdateItemDto> {
  constructor(database: Database) {
    super(database, Item, {
      filter: itemFilter,
      upsert: { key: ['owner_id', 'name'], update: ['description', 'quantity', 'status'] },
    });
  }
}
