import { Module } from '@nestjs/common';
import type { AppOptions } from '../../src/app.js';
import { Customer } from './customer.entity.js';
import { OrderLine } from './order-line.entity.js';
import { Order } from './order.entity.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { OrdersService } from './orders.service.js';

@Module({ controllers: [OrdersController], providers: [OrdersRepository, OrdersService] })
export class ShopModule {}

/**
 * Orders with their lines and customers, which only the benchmark adds to the application: as `npm run resource` writes
 * them, but for the routes that nobody measures.
 */
export const SHOP = {
  modules: [ShopModule],
  orm: { entities: [Customer, Order, OrderLine] },
} satisfies AppOptions;
