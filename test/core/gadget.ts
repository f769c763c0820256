import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '../../src/platform/core/entity/base.entity.js';
import { LIVE } from '../../src/platform/database/soft-delete.filter.js';
import { SearchIndex } from '../../src/platform/core/entity/search-index.js';
import { field, filterOf } from '../../src/platform/core/list/filter.js';
import { BaseRepository } from '../../src/platform/core/repository/base.repository.js';
import type { CreateData } from '../../src/platform/core/repository/repository-options.js';
import { BaseService } from '../../src/platform/core/service/base.service.js';
import { type Created, Writes } from '../../src/platform/core/service/writes.js';
import type { Database } from '../../src/platform/database/database.js';

@Entity({ tableName: 'probe_gadgets' })
@Unique({ properties: ['code'], where: LIVE })
@SearchIndex('code', 'note')
export class ProbeGadget extends BaseEntity {
  @Property({ type: 'text' }) code!: string;
  @Property({ type: 'text', nullable: true }) note!: string | null;
  @Property({ type: 'integer', default: 0 }) quantity!: number;
  @Property({ type: 'integer', nullable: true }) rank!: number | null;
  @Property({ type: 'decimal', precision: 12, scale: 2, nullable: true }) price!: string | null;
  @Property({ type: 'bigint', runtimeType: 'string', nullable: true }) serial!: string | null;
  @Property({ type: 'datetime', length: 3, nullable: true }) due_at!: Date | null;
  @Property({ type: 'date', nullable: true }) made_on!: string | null;
  @Property({ type: 'boolean', nullable: true }) is_new!: boolean | null;
}

export const gadgetFilter = filterOf<ProbeGadget>({
  fields: {
    code: field.text('eq', 'neq', 'not', 'in', 'not_in', 'like', 'ilike'),
    note: field.text('eq', 'neq', 'not', 'isnull', 'in', 'not_in', 'like', 'ilike'),
    quantity: field.integer('eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in', 'not'),
    rank: field.integer('eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in', 'isnull', 'not'),
    price: field.decimal('eq', 'gt', 'lte', 'isnull'),
    serial: field.bigint('eq', 'gte', 'in', 'isnull'),
    due_at: field.time('gt', 'gte', 'lt', 'lte', 'isnull', 'not'),
    made_on: field.date('eq', 'gte', 'lt', 'isnull'),
    is_new: field.boolean('eq', 'neq', 'not', 'isnull'),
  },
  search: ['code', 'note'],
  order_by: [
    'code',
    'note',
    'quantity',
    'rank',
    'price',
    'serial',
    'due_at',
    'made_on',
    'is_new',
    'created_at',
  ],
});

export class GadgetRepository extends BaseRepository<ProbeGadget> {
  constructor(database: Database) {
    super(database, ProbeGadget, {
      filter: gadgetFilter,
      key: ['code'],
    });
  }
}

export class GadgetService extends BaseService<ProbeGadget> {
  readonly #writes;

  constructor(gadgets: GadgetRepository) {
    super(gadgets);
    this.#writes = new Writes<ProbeGadget, CreateData<ProbeGadget>>(gadgets, this);
  }

  create(data: CreateData<ProbeGadget>): Promise<ProbeGadget> {
    return this.#writes.create(data);
  }

  createMany(rows: CreateData<ProbeGadget>[]): Promise<Created<ProbeGadget>> {
    return this.#writes.createMany(rows);
  }
}
