import { Injectable } from '@nestjs/common';
import {
  BaseService,
  type Created,
  type Deleted,
  type Upserted,
  type UpsertOptions,
  type Versions,
  Writes,
} from '../platform/service.js';
import type { CreateItemDto } from './dto/create-item.dto.js';
import type { UpdateItemDto } from './dto/update-item.dto.js';
import type { Item } from './item.entity.js';
import { ItemsRepository } from './items.repository.js';

/** What can be done with items; who may do it says `item.policy.ts`. */
@Injectable()
export class ItemsService extends BaseService<Item, ItemsRepository> {
  readonly #writes;

  constructor(items: ItemsRepository) {
    super(items);
    this.#writes = new Writes<Item, CreateItemDto, UpdateItemDto>(items, this);
  }

  create(data: CreateItemDto): Promise<Item> {
    return this.#writes.create(data);
  }

  createMany(rows: CreateItemDto[]): Promise<Created<Item>> {
    return this.#writes.createMany(rows);
  }

  upsertMany(rows: CreateItemDto[], options?: UpsertOptions): Promise<Upserted<Item>> {
    return this.#writes.upsertMany(rows, options);
  }

  update(id: string, changes: UpdateItemDto, versions?: Versions): Promise<Item> {
    return this.#writes.update(id, changes, versions);
  }

  delete(id: string, versions?: Versions): Promise<void> {
    return this.#writes.delete(id, versions);
  }

  deleteMany(ids: string[]): Promise<Deleted> {
    return this.#writes.deleteMany(ids);
  }

  restore(id: string, versions?: Versions): Promise<Item> {
    return this.#writes.restore(id, versions);
  }
}
