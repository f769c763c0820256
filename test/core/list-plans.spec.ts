import type { BaseEntity } from '../../src/platform/core/entity/base.entity.js';
import type { Filter } from '../../src/platform/core/list/filter.js';
import { listQueryParser, type RawQuery } from '../../src/platform/core/list/parse-list-query.js';
import { newId } from '../../src/platform/context/new-id.js';
import { Item } from '../../src/items/item.entity.js';
import { itemFilter } from '../../src/items/item.filter.js';
import { ItemsRepository } from '../../src/items/items.repository.js';
import { User } from '../../src/users/user.entity.js';
import { userFilter } from '../../src/users/user.filter.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';
import { type Reading, readingsOf } from '../support/readings.js';

/** The embedded database takes longer to fill. */
const ROWS = process.env.DATABASE_URL ? 100_000 : 20_000;
const USERS = ROWS / 10;

/** Half of all items are of one owner, and some owners have five. */
const [MOST, FEW] = [owner(1), owner(7)];

const admin = { kind: 'user', id: newId(), role: 'admin' } as const;
const most = { kind: 'user', id: MOST, role: 'user' } as const;

function owner(n: number): string {
  return `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const FILL_USERS = `
  insert into users (id, created_at, updated_at, deleted_at, email, password_hash, display_name, role, email_verified_at)
  select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, now() - i * interval '1 second', now(),
    case when i % 100 = 99 then now() end, 'user' || i || '@example.com', '-', 'User ' || i % 1000, 'user',
    case when i % 3 = 0 then now() - i * interval '1 minute' end
  from generate_series(1, $1::int) i`;

const FILL_ITEMS = `
  insert into items (id, created_at, updated_at, deleted_at, name, description, quantity, status, owner_id)
  select gen_random_uuid(), now() - i * interval '1 second', now() - i % 1000 * interval '1 minute',
    case when i % 100 = 99 then now() end, 'Item ' || md5(i::text), 'No. ' || i, i % 1000,
    (array['draft', 'active', 'archived'])[1 + i % 3],
    ('00000000-0000-7000-8000-' || lpad(to_hex(case when i % 2 = 0 then 1 else 2 + i / 2 % ($2 - 1) end), 12, '0'))::uuid
  from generate_series(1, $1::int) i`;

describe('how the lists of a large table are read', () => {
  let db: EntityDatabase;
  let items: ItemsRepository;
  let users: UsersRepository;

  beforeAll(async () => {
    db = await openEntities({ entities: [Item, User] });
    await db.database.query(FILL_USERS, [USERS]);
    await db.database.query(FILL_ITEMS, [ROWS, USERS]);
    await db.database.query('vacuum analyze users');
    await db.database.query('vacuum analyze items');
    items = new ItemsRepository(db.database);
    users = new UsersRepository(db.database);
  }, 300_000);

  afterAll(() => db.close());

  const lists = {
    items: { rows: ROWS, filter: itemFilter as Filter<unknown>, repository: () => items },
    users: { rows: USERS, filter: userFilter as Filter<unknown>, repository: () => users },
  };
  type Table = keyof typeof lists;

  /** The first page of a list, one by cursor from the middle, and the one before that. */
  async function readings(
    table: Table,
    raw: RawQuery,
    actor: typeof admin | typeof most,
  ): Promise<Reading[]> {
    const { filter, repository, rows } = lists[table];
    const parse = listQueryParser(filter);
    const page = (more: RawQuery) =>
      (
        repository() as unknown as {
          page: (
            q: object,
          ) => Promise<{ next_cursor: string | null; previous_cursor: string | null; items: BaseEntity[] }>;
        }
      ).page(parse({ ...raw, size: '20', include_total: 'false', ...more }));
    const inUnit = <T>(work: () => Promise<T>) => db.inUnit(work, actor as never);
    const first = await readingsOf(db.database, () => inUnit(() => page({})));
    const { next_cursor: deep } = await inUnit(() => page({ page: String(rows / 40) }));
    if (!deep) return first;
    const { previous_cursor: back } = await inUnit(() => page({ cursor: deep }));
    return [
      ...first,
      ...(await readingsOf(db.database, () => inUnit(() => page({ cursor: deep })))),
      ...(await readingsOf(db.database, () => inUnit(() => page({ cursor: back! })))),
    ];
  }

  const orders = (['items', 'users'] as const).flatMap((table) =>
    lists[table].filter.order_by.flatMap(
      (key) =>
        [
          [table, key],
          [table, `-${key}`],
        ] as [Table, string][],
    ),
  );

  it.each(orders)(
    '%s by %s: some pages of an index, at the start and deep in the list',
    async (table, order_by) => {
      for (const deleted of ['exclude', 'include']) {
        for (const reading of await readings(table, { order_by, deleted }, admin)) {
          expect(reading).toMatchObject({ wholeTable: false, sorted: 0 });
          expect(reading.rows).toBeLessThan(lists[table].rows / 50);
        }
      }
    },
  );

  it.each(orders)('%s by %s: of deleted rows no more than the page has', async (table, order_by) => {
    for (const reading of await readings(table, { order_by, deleted: 'only' }, admin)) {
      expect(reading.wholeTable).toBe(false);
      expect(reading.rows).toBeLessThan(100);
    }
  });

  const itemOrders = orders.filter(([table]) => table === 'items').map(([, order]) => order);

  it.each(itemOrders)('the items of one owner by %s, of many as of a few', async (order_by) => {
    for (const owner_id of [MOST, FEW]) {
      for (const reading of await readings('items', { order_by, owner_id }, most)) {
        expect(reading.wholeTable).toBe(false);
        expect(reading.sorted).toBeLessThan(10);
        expect(reading.rows).toBeLessThan(100);
      }
    }
  });

  it.each<[Table, RawQuery]>([
    ['items', { name: 'Item 1' }],
    ['items', { quantity: '5' }],
    ['items', { status: 'draft' }],
    ['items', { owner_id: FEW, deleted: 'include' }],
    ['items', { owner_id: MOST, deleted: 'include' }],
    ['items', { owner_id: MOST, deleted: 'only' }],
    ['users', { display_name: 'User 5' }],
    ['users', { role: 'admin' }],
    ['users', { is_active: 'false' }],
    ['users', { email: 'user5@example.com' }],
  ])('%s with %j', async (table, raw) => {
    for (const reading of await readings(table, raw, table === 'items' ? most : admin)) {
      expect(reading.wholeTable).toBe(false);
      expect(reading.rows).toBeLessThan(lists[table].rows / 50);
    }
  });
});
