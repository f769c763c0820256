import { Body, Controller, Injectable, Module } from '@nestjs/common';
import {
  Embeds,
  EmbedsMany,
  EntityDtoOf,
  IntegerField,
  PartsField,
  PatchOf,
  TextField,
  UuidField,
} from '../../../src/platform/dto.js';
import { ValidationError } from '../../../src/platform/errors.js';
import { field, filterOf } from '../../../src/platform/filter.js';
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
} from '../../../src/platform/http.js';
import { BaseRepository, Database } from '../../../src/platform/repository.js';
import {
  BaseService,
  type Save,
  type Saved,
  type UpsertOptions,
  Writes,
} from '../../../src/platform/service.js';
import { Order, OrderLine } from './entities.js';

/** Orders and their lines as the generator writes them, in one file. */
const orderFilter = filterOf<Order>({
  fields: { number: field.text('eq') },
  search: ['number'],
  order_by: ['number', 'created_at'],
});
const lineFilter = filterOf<OrderLine>({
  fields: { order_id: field.uuid('eq', 'in'), position: field.integer('eq') },
  through: { order: orderFilter },
  search: [],
  order_by: ['position', 'created_at'],
});
const lineKey = ['order_id', 'position'] as const;

export class CreateOrderDto {
  @TextField({ min: 1, max: 40 })
  number!: string;
}

export class UpdateOrderDto extends PatchOf(CreateOrderDto) {}

export class OrderDto extends EntityDtoOf(CreateOrderDto) {
  @EmbedsMany('OrderLineDto')
  lines?: OrderLineDto[];
}

export class CreateOrderLineDto {
  @UuidField()
  order_id!: string;

  @IntegerField({ min: 0 })
  position!: number;

  @UuidField()
  product_id!: string;
}

export class UpdateOrderLineDto extends PatchOf(CreateOrderLineDto) {}

export class OrderLineDto extends EntityDtoOf(CreateOrderLineDto) {
  @Embeds(() => OrderDto)
  order?: OrderDto | null;
}

export class CreateOrderWithPartsDto extends CreateOrderDto {
  @PartsField(CreateOrderLineDto, 'order_id')
  lines?: Omit<CreateOrderLineDto, 'order_id'>[];
}

@Injectable()
class OrdersRepository extends BaseRepository<Order, CreateOrderDto, UpdateOrderDto> {
  constructor(database: Database) {
    super(database, Order, { filter: orderFilter });
  }
}

@Injectable()
class OrdersService extends BaseService<Order> {
  readonly writes;

  constructor(orders: OrdersRepository) {
    super(orders);
    this.writes = new Writes<Order, CreateOrderDto, UpdateOrderDto>(orders, this);
  }

  create({ lines, ...data }: CreateOrderWithPartsDto): Promise<Order> {
    return this.writes.createWith(data, { lines });
  }
}

@Injectable()
class OrderLinesRepository extends BaseRepository<OrderLine, CreateOrderLineDto, UpdateOrderLineDto> {
  constructor(database: Database) {
    super(database, OrderLine, { filter: lineFilter, key: lineKey });
  }
}

/** A position that a rule refuses, and one after which the order gets another number. */
export const REFUSED = 13;
export const LAST = 99;

@Injectable()
class OrderLinesService extends BaseService<OrderLine> {
  readonly writes;

  constructor(
    lines: OrderLinesRepository,
    private readonly orders: OrdersService,
  ) {
    super(lines);
    this.writes = new Writes<OrderLine, CreateOrderLineDto, UpdateOrderLineDto>(lines, this);
  }

  beforeSave({ data }: Save<OrderLine, CreateOrderLineDto, UpdateOrderLineDto>): void {
    if (data.position === REFUSED) {
      throw ValidationError.of(['body', 'position'], 'max', 'Not this one');
    }
  }

  async afterSave({ after }: Saved<OrderLine, CreateOrderLineDto, UpdateOrderLineDto>): Promise<void> {
    if (after.position === LAST) {
      await this.orders.writes.update(after.order_id, { number: 'full' });
    }
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @CreateRoute(OrderDto)
  async create(@Body() data: CreateOrderWithPartsDto, @Include(OrderDto) include: Included): Promise<Order> {
    return this.orders.embed(await this.orders.create(data), include);
  }

  @ListRoute(OrderDto)
  list(@ListQuery(orderFilter, OrderDto) query: ListRequest): Promise<Page<Order>> {
    return this.orders.page(query);
  }

  @GetRoute(OrderDto)
  get(@IdParam() id: string, @Include(OrderDto) include: Included): Promise<Order> {
    return this.orders.get(id, include);
  }

  @UpdateRoute(OrderDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateOrderDto,
    @IfMatch() versions?: Versions,
  ): Promise<Order> {
    return this.orders.writes.update(id, changes, versions);
  }

  @DeleteRoute()
  delete(@IdParam() id: string): Promise<void> {
    return this.orders.writes.delete(id);
  }

  @RestoreRoute(OrderDto)
  async restore(@IdParam() id: string, @Include(OrderDto) include: Included): Promise<Order> {
    return this.orders.embed(await this.orders.writes.restore(id), include);
  }

  @CreateManyRoute(OrderDto)
  createMany(@Many(CreateOrderDto) { items }: Many<CreateOrderDto>) {
    return this.orders.writes.createMany(items);
  }
}

@Module({
  controllers: [OrdersController],
  providers: [OrdersRepository, OrdersService],
  exports: [OrdersService],
})
export class OrdersModule {}

@Controller('order-lines')
class OrderLinesController {
  constructor(private readonly lines: OrderLinesService) {}

  @CreateRoute(OrderLineDto)
  create(@Body() data: CreateOrderLineDto): Promise<OrderLine> {
    return this.lines.writes.create(data);
  }

  @ListRoute(OrderLineDto)
  list(@ListQuery(lineFilter, OrderLineDto) query: ListRequest): Promise<Page<OrderLine>> {
    return this.lines.page(query);
  }

  @GetRoute(OrderLineDto)
  get(@IdParam() id: string, @Include(OrderLineDto) include: Included): Promise<OrderLine> {
    return this.lines.get(id, include);
  }

  @UpdateRoute(OrderLineDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateOrderLineDto,
    @IfMatch() versions?: Versions,
  ): Promise<OrderLine> {
    return this.lines.writes.update(id, changes, versions);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<void> {
    return this.lines.writes.delete(id, versions);
  }

  @RestoreRoute(OrderLineDto)
  restore(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<OrderLine> {
    return this.lines.writes.restore(id, versions);
  }

  @CreateManyRoute(OrderLineDto)
  createMany(@Many(CreateOrderLineDto) { items }: Many<CreateOrderLineDto>) {
    return this.lines.writes.createMany(items);
  }

  @UpsertRoute(OrderLineDto)
  upsertMany(
    @Upsert(CreateOrderLineDto, lineKey)
    { items, ...options }: UpsertMany<CreateOrderLineDto> & UpsertOptions,
  ) {
    return this.lines.writes.upsertMany(items, options);
  }

  @DeleteManyRoute()
  deleteMany(@Ids() { ids }: Ids) {
    return this.lines.writes.deleteMany(ids);
  }
}

@Module({
  imports: [OrdersModule],
  controllers: [OrderLinesController],
  providers: [OrderLinesRepository, OrderLinesService],
})
export class OrderLinesModule {}
