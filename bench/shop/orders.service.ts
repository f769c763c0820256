import { Injectable } from '@nestjs/common';
import { BaseService } from '../../src/platform/service.js';
import type { Order } from './order.entity.js';
import { OrdersRepository } from './orders.repository.js';

@Injectable()
export class OrdersService extends BaseService<Order> {
  constructor(orders: OrdersRepository) {
    super(orders);
  }
}
