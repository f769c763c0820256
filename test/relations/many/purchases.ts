import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import {
  BaseEntity,
  JoinReference,
  Listed,
  Many,
  Policy,
  Reference,
  SearchIndex,
} from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import { privateTo, shared } from '../../../src/platform/policy.js';
import { BaseRepository, type Database } from '../../../src/platform/repository.js';

const patronFilter = filterOf<ProbePatron>({
  fields: {
    name: field.text('eq', 'in', 'ilike'),
    rating: field.integer('eq', 'gte', 'isnull'),
    owner_id: field.uuid('eq'),
  },
  search: ['name'],
  order_by: ['name', 'rating', 'created_at'],
  within: ['owner_id'],
});

export const purchaseFilter = filterOf<ProbePurchase>({
  fields: { number: field.text('eq'), patron_id: field.uuid('eq', 'in') },
  through: { patron: patronFilter },
  sets: { marks: 'mark_ids' },
  search: [],
  order_by: ['number', 'created_at'],
});

@Entity({ tableName: 'probe_patrons' })
@Listed(patronFilter)
@SearchIndex('name')
@Policy(privateTo<ProbePatron>('owner_id'))
export class ProbePatron extends BaseEntity {
  @Property({ type: 'string', length: 80 }) name!: string;
  @Property({ type: 'integer', nullable: true }) rating!: number | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'probe_marks' })
@Policy(shared<ProbeMark>())
export class ProbeMark extends BaseEntity {}

@Entity({ tableName: 'probe_purchases' })
@Listed(purchaseFilter)
@Policy(shared<ProbePurchase>())
export class ProbePurchase extends BaseEntity {
  @Property({ type: 'string', length: 40 }) number!: string;
  @Reference('probe_patrons', { nullable: true }) patron_id!: string | null;
  @Many('probe_marks', { through: 'probe_purchase_marks', as: 'marks' }) mark_ids!: string[];
}

@Entity({ tableName: 'probe_purchase_marks' })
@Index({ properties: ['mark_id', 'purchase_id'] })
export class ProbePurchaseMark {
  @JoinReference('probe_purchases') purchase_id!: string;
  @JoinReference('probe_marks') mark_id!: string;
}

export class PurchasesRepository extends BaseRepository<ProbePurchase> {
  constructor(database: Database) {
    super(database, ProbePurchase, { filter: purchaseFilter });
  }
}
