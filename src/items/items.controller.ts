import { Body, Controller } from '@nestjs/common';
import {
  CreateManyRoute,
  CreateRoute,
  DeleteManyRoute,
  DeleteRoute,
  GetRoute,
  IdParam,
  Ids,
  IfMatch,
  ListQuery,
  ListRoute,
  Many,
  RestoreRoute,
  UpdateRoute,
  Upsert,
  UpsertRoute,
  type Versions,
} from '../platform/http.js';
import { CreateItemDto } from './dto/create-item.dto.js';
import { ItemDto } from './dto/item.dto.js';
import { UpdateItemDto } from './dto/update-item.dto.js';
import { itemFilter } from './item.filter.js';
import { itemKey } from './item.key.js';
import { ItemsService } from './items.service.js';

@Controller('items')
export class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @CreateRoute(ItemDto)
  create(@Body() data: CreateItemDto) {
    return this.items.create(data);
  }

  @ListRoute(ItemDto)
  list(@ListQuery(itemFilter) query: ListQuery) {
    return this.items.page(query);
  }

  @GetRoute(ItemDto)
  get(@IdParam() id: string) {
    return this.items.get(id);
  }

  @UpdateRoute(ItemDto)
  update(@IdParam() id: string, @Body() changes: UpdateItemDto, @IfMatch() versions?: Versions) {
    return this.items.update(id, changes, versions);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions) {
    return this.items.delete(id, versions);
  }

  @RestoreRoute(ItemDto)
  restore(@IdParam() id: string, @IfMatch() versions?: Versions) {
    return this.items.restore(id, versions);
  }

  @CreateManyRoute(ItemDto)
  createMany(@Many(CreateItemDto) { items }: Many<CreateItemDto>) {
    return this.items.createMany(items);
  }

  @UpsertRoute(ItemDto)
  upsertMany(@Upsert(CreateItemDto, itemKey) { items, ...options }: Upsert<CreateItemDto>) {
    return this.items.upsertMany(items, options);
  }

  @DeleteManyRoute()
  deleteMany(@Ids() { ids }: Ids) {
    return this.items.deleteMany(ids);
  }
}
