import { Injectable } from '@nestjs/common';
import { BaseRepository, Database } from '../../src/platform/repository.js';
import { Order } from './order.entity.js';
import { orderFilter } from './order.filter.js';

@Injectable()
export class OrdersRepository extends BaseRepository<Order> {
  constructor(database: Database) {
    super(database, Order, { filter: orderFilter });
  }
}
