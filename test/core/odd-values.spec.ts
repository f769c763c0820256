import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { field, filterOf } from '../../src/platform/core/list/filter.js';
import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { BaseEntity } from '../../src/platform/entity.js';
import { BaseRepository } from '../../src/platform/repository.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';

@Entity({ tableName: 'probe_meters' })
class ProbeMeter extends BaseEntity {
  @Property({ type: 'double', nullable: true }) reading!: number | null;
  @Property({ type: 'decimal', columnType: 'numeric', nullable: true }) limit!: string | null;
  @Property({ type: 'date', nullable: true }) read_on!: string | null;
}

const meterFilter = filterOf<ProbeMeter>({
  fields: { reading: field.float('eq', 'gt', 'isnull') },
  search: [],
  order_by: ['reading', 'limit', 'read_on', 'created_at'],
});

class ProbeMeters extends BaseRepository<ProbeMeter> {}

/** From the largest to the smallest, as PostgreSQL sorts them, and none. */
const NUMBERS = ['NaN', 'NaN', 'Infinity', '12.5', '0', '-Infinity', null];
const DATES = ['infinity', '20000-01-01', '9999-12-31', '2025-01-05', '0044-03-15 BC', '-infinity', null];

describe('numbers and dates that only SQL can store', () => {
  let db: EntityDatabase;
  let meters: BaseRepository<ProbeMeter>;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeMeter] });
    meters = new ProbeMeters(db.database, ProbeMeter, { filter: meterFilter });
    for (const [i, number] of NUMBERS.entries()) {
      const { id } = await meters.create({ reading: null, limit: null, read_on: null });
      await db.database.query(
        `update probe_meters set reading = $1::float8, "limit" = $1::numeric, read_on = $2::date where id = $3`,
        [number, DATES[i], id],
      );
    }
  });
  afterAll(() => db.close());

  it.each(['reading', '-reading', 'limit', '-limit', '-reading,limit', 'read_on', '-read_on,reading'])(
    'can be paged through by cursor in the order of %s',
    async (order_by) => {
      const parse = listQueryParser(meterFilter);
      const whole = await meters.page(parse({ order_by }));
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await meters.page(parse({ order_by, size: '1', ...(cursor && { cursor }) }));
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next_cursor;
        expect(seen.length).toBeLessThanOrEqual(NUMBERS.length);
      }
      expect(seen).toEqual(whole.items.map(({ id }) => id));
      expect(seen).toHaveLength(NUMBERS.length);
    },
  );
});
