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

const patronFilter = filterOf<Patron>({
  fields: {
    name: field.text('eq', 'in', 'ilike'),
    rating: field.integer('eq', 'gte', 'isnull'),
    owner_id: field.uuid('eq'),
  },
  search: ['name'],
  order_by: ['name', 'rating', 'created_at'],
  within: ['owner_id'],
});

export const purchaseFilter = filterOf<Purchase>({
  fields: { number: field.text('eq'), patron_id: field.uuid('eq', 'in') },
  through: { patron: patronFilter },
  sets: { marks: 'mark_ids' },
  search: [],
  order_by: ['number', 'created_at'],
});

@Entity({ tableName: 'patrons' })
@Listed(patronFilter)
@SearchIndex('name')
@Policy(privateTo<Patron>('owner_id'))
export class Patron extends BaseEntity {
  @Property({ type: 'string', length: 80 }) name!: string;
  @Property({ type: 'integer', nullable: true }) rating!: number | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

@Entity({ tableName: 'marks' })
@Policy(shared<Mark>())
export class Mark extends BaseEntity {}

@Entity({ tableName: 'purchases' })
@Listed(purchaseFilter)
@Policy(shared<Purchase>())
export class Purchase extends BaseEntity {
  @Property({ type: 'string', length: 40 }) number!: string;
  @Reference('patrons', { nullable: true }) patron_id!: string | null;
  @Many('marks', { through: 'purchase_marks', as: 'marks' }) mark_ids!: string[];
}

@Entity({ tableName: 'purchase_marks' })
@Index({ properties: ['mark_id', 'purchase_id'] })
export class PurchaseMark {
  @JoinReference('purchases') purchase_id!: string;
  @JoinReference('marks') mark_id!: string;
}

export class PurchasesRepository extends BaseRepository<Purchase> {
  constructor(database: Database) {
    super(database, Purchase, { filter: purchaseFilter });
  }
}
