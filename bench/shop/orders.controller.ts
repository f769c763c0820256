import { Controller } from '@nestjs/common';
import { ListQuery, ListRoute } from '../../src/platform/http.js';
import { OrderDto } from './order.dto.js';
import { orderFilter } from './order.filter.js';
import { OrdersService } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @ListRoute(OrderDto)
  list(@ListQuery(orderFilter) query: ListQuery) {
    return this.orders.page(query);
  }
}
