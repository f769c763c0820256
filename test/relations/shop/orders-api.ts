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
  ListQuery,
  ListRoute,
  Many,
  type Page,
  RestoreRoute,
  UpdateRoute,
  Upsert,
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
import { ProbeOrder, ProbeOrderLine } from './entities.js';

/** Orders and their lines as the generator writes them, in one file. */
const orderFilter = filterOf<ProbeOrder>({
  fields: { number: field.text('eq') },
  search: ['number'],
  order_by: ['number', 'created_at'],
});
const lineFilter = filterOf<ProbeOrderLine>({
  fields: { order_id: field.uuid('eq', 'in'), position: field.integer('eq') },
  through: { order: orderFilter },
  search: [],
  order_by: ['position', 'created_at'],
});
const lineKey = ['order_id', 'position'] as const;

export class CreateProbeOrderDto {
  @TextField({ min: 1, max: 40 })
  number!: string;
}

export class UpdateProbeOrderDto extends PatchOf(CreateProbeOrderDto) {}

export class ProbeOrderDto extends EntityDtoOf(CreateProbeOrderDto) {
  @EmbedsMany('ProbeOrderLineDto')
  lines?: ProbeOrderLineDto[];
}

export class CreateProbeOrderLineDto {
  @UuidField()
  order_id!: string;

  @IntegerField({ min: 0 })
  position!: number;

  @UuidField()
  product_id!: string;
}

export class UpdateProbeOrderLineDto extends PatchOf(CreateProbeOrderLineDto) {}

export class ProbeOrderLineDto extends EntityDtoOf(CreateProbeOrderLineDto) {
  @Embeds(() => ProbeOrderDto)
  order?: ProbeOrderDto | null;
}

export class CreateProbeOrderWithPartsDto extends CreateProbeOrderDto {
  @PartsField(CreateProbeOrderLineDto, 'order_id')
  lines?: Omit<CreateProbeOrderLineDto, 'order_id'>[];
}

@Injectable()
class OrdersRepository extends BaseRepository<ProbeOrder, CreateProbeOrderDto, UpdateProbeOrderDto> {
  constructor(database: Database) {
    super(database, ProbeOrder, { filter: orderFilter });
  }
}

@Injectable()
class OrdersService extends BaseService<ProbeOrder> {
  readonly writes;

  constructor(orders: OrdersRepository) {
    super(orders);
    this.writes = new Writes<ProbeOrder, CreateProbeOrderDto, UpdateProbeOrderDto>(orders, this);
  }

  create({ lines, ...data }: CreateProbeOrderWithPartsDto): Promise<ProbeOrder> {
    return this.writes.createWith(data, { lines });
  }
}

@Injectable()
class OrderLinesRepository extends BaseRepository<
  ProbeOrderLine,
  CreateProbeOrderLineDto,
  UpdateProbeOrderLineDto
> {
  constructor(database: Database) {
    super(database, ProbeOrderLine, { filter: lineFilter, key: lineKey });
  }
}

/** A position that a rule refuses, and one after which the order gets another number. */
export const REFUSED = 13;
export const LAST = 99;

@Injectable()
class OrderLinesService extends BaseService<ProbeOrderLine> {
  readonly writes;

  constructor(
    lines: OrderLinesRepository,
    private readonly orders: OrdersService,
  ) {
    super(lines);
    this.writes = new Writes<ProbeOrderLine, CreateProbeOrderLineDto, UpdateProbeOrderLineDto>(lines, this);
  }

  beforeSave({ data }: Save<ProbeOrderLine, CreateProbeOrderLineDto, UpdateProbeOrderLineDto>): void {
    if (data.position === REFUSED) {
      throw ValidationError.of(['body', 'position'], 'max', 'Not this one');
    }
  }

  async afterSave({
    after,
  }: Saved<ProbeOrderLine, CreateProbeOrderLineDto, UpdateProbeOrderLineDto>): Promise<void> {
    if (after.position === LAST) {
      await this.orders.writes.update(after.order_id, { number: 'full' });
    }
  }
}

@Controller('probe-orders')
class ProbeOrdersController {
  constructor(private readonly orders: OrdersService) {}

  @CreateRoute(ProbeOrderDto)
  create(@Body() data: CreateProbeOrderWithPartsDto): Promise<ProbeOrder> {
    return this.orders.create(data);
  }

  @ListRoute(ProbeOrderDto)
  list(@ListQuery(orderFilter) query: ListQuery): Promise<Page<ProbeOrder>> {
    return this.orders.page(query);
  }

  @GetRoute(ProbeOrderDto)
  get(@IdParam() id: string): Promise<ProbeOrder> {
    return this.orders.get(id);
  }

  @UpdateRoute(ProbeOrderDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateProbeOrderDto,
    @IfMatch() versions?: Versions,
  ): Promise<ProbeOrder> {
    return this.orders.writes.update(id, changes, versions);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<void> {
    return this.orders.writes.delete(id, versions);
  }

  @RestoreRoute(ProbeOrderDto)
  restore(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<ProbeOrder> {
    return this.orders.writes.restore(id, versions);
  }

  @CreateManyRoute(ProbeOrderDto)
  createMany(@Many(CreateProbeOrderDto) { items }: Many<CreateProbeOrderDto>) {
    return this.orders.writes.createMany(items);
  }
}

@Module({
  controllers: [ProbeOrdersController],
  providers: [OrdersRepository, OrdersService],
  exports: [OrdersService],
})
export class OrdersModule {}

@Controller('probe-order-lines')
class ProbeOrderLinesController {
  constructor(private readonly lines: OrderLinesService) {}

  @CreateRoute(ProbeOrderLineDto)
  create(@Body() data: CreateProbeOrderLineDto): Promise<ProbeOrderLine> {
    return this.lines.writes.create(data);
  }

  @ListRoute(ProbeOrderLineDto)
  list(@ListQuery(lineFilter) query: ListQuery): Promise<Page<ProbeOrderLine>> {
    return this.lines.page(query);
  }

  @GetRoute(ProbeOrderLineDto)
  get(@IdParam() id: string): Promise<ProbeOrderLine> {
    return this.lines.get(id);
  }

  @UpdateRoute(ProbeOrderLineDto)
  update(
    @IdParam() id: string,
    @Body() changes: UpdateProbeOrderLineDto,
    @IfMatch() versions?: Versions,
  ): Promise<ProbeOrderLine> {
    return this.lines.writes.update(id, changes, versions);
  }

  @DeleteRoute()
  delete(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<void> {
    return this.lines.writes.delete(id, versions);
  }

  @RestoreRoute(ProbeOrderLineDto)
  restore(@IdParam() id: string, @IfMatch() versions?: Versions): Promise<ProbeOrderLine> {
    return this.lines.writes.restore(id, versions);
  }

  @CreateManyRoute(ProbeOrderLineDto)
  createMany(@Many(CreateProbeOrderLineDto) { items }: Many<CreateProbeOrderLineDto>) {
    return this.lines.writes.createMany(items);
  }

  @UpsertRoute(ProbeOrderLineDto)
  upsertMany(
    @Upsert(CreateProbeOrderLineDto, lineKey)
    { items, ...options }: Upsert<CreateProbeOrderLineDto> & UpsertOptions,
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
  controllers: [ProbeOrderLinesController],
  providers: [OrderLinesRepository, OrderLinesService],
})
export class OrderLinesModule {}
