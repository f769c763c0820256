import { Controller } from '@nestjs/common';
import { CrudController } from '../platform/http/crud/crud.controller.js';
import { CreateItemDto } from './dto/create-item.dto.js';
import { ItemDto } from './dto/item.dto.js';
import { UpdateItemDto } from './dto/update-item.dto.js';
import { itemFilter } from './item.filter.js';
import { ItemsService } from './items.service.js';

@Controller('items')
export class ItemsController extends CrudController({
  names: { one: 'Item', many: 'Items' },
  entity: ItemDto,
  create: CreateItemDto,
  update: UpdateItemDto,
  filter: itemFilter,
  upsert: ['description', 'quantity', 'status'],
}) {
  constructor(service: ItemsService) {
    super(service);
  }
}
