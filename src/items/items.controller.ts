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
  Include,
  type Included,
  ListQuery,
  type ListRequest,
  ListRoute,
  Many,
  type Page,
  RestoreRoute,
  UpdateRoute,
  Upsert,
  type UpsertMany,
  UpsertRoute,
  type Versions,
} from '../platform/http.js';
import { CreateItemDto } from './dto/create-item.dto.js';
import { ItemDto } from './dto/item.dto.js';
import { UpdateItemDto } from './dto/update-item.dto.js';
import type { Item } from './item.entity.js';
import { itemFilter } from './item.filter.js';
import { itemKey } from './item.key.js';
import { ItemsService } from './items.service.js';

@Controller('items')
export class ItemsController {
  constructor(private readonly items: ItemsService) {}

  @CreateRoute(ItemDto)
  async create(@Body() data: CreateItemDto, @Include(ItemDto) include: Included): Promise<Item> {
    return this.items.embed(await this.items.create(data), include);
  }

  @ListRoute(ItemDto)
  list(@ListQuery(itemFilter, ItemDto) query: ListRequest): Promise<Page<Item>> {
    return this.items.page(query);
  }

  @GetRoute(ItemDto)
  get(@IdParam() id: string, @Include(ItemDto) include: Included): Promise<Item> {
    return this.items.get(id, include);
  }

  @UpdateRoute(ItemDto)
  async update(
    @IdParam() id: string,
    @Body() changes: UpdateItemDto,
    @Include(ItemDto) include: Included,
    @IfMatch() versions?: Versions,
  ): Promise<Item> {
    return this.items.embed(await this.items.update(id, changes, versions), include);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<void> {
    return this.items.delete(id, versions);
  }

  @RestoreRoute(ItemDto)
  async restore(
    @IdParam() id: string,
    @Include(ItemDto) include: Included,
    @IfMatch() versions?: Versions,
  ): Promise<Item> {
    return this.items.embed(await this.items.restore(id, versions), include);
  }

  @CreateManyRoute(ItemDto)
  createMany(@Many(CreateItemDto) { items }: Many<CreateItemDto>) {
    return this.items.createMany(items);
  }

  @UpsertRoute(ItemDto)
  upsertMany(@Upsert(CreateItemDto, itemKey) { items, ...options }: UpsertMany<CreateItemDto>) {
    return this.items.upsertMany(items, options);
  }

  @DeleteManyRoute()
  deleteMany(@Ids() { ids }: Ids) {
    return this.items.deleteMany(ids);
  }
}
