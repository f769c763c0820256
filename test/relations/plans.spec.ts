import { newId } from '../../src/platform/context/new-id.js';
import { listQueryParser, type RawQuery } from '../../src/platform/core/list/parse-list-query.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';
import { type Reading, readingsOf } from '../support/readings.js';
import {
  ProbeMark,
  ProbePatron,
  ProbePurchase,
  purchaseFilter,
  ProbePurchaseMark,
  PurchasesRepository,
} from './many/purchases.js';

/** Rows on each side; filling takes too long for the embedded database. */
const ROWS = 100_000;
const onServer = process.env.DATABASE_URL ? describe : describe.skip;

const admin = {
  kind: 'user',
  id: newId(),
  role: 'admin',
  email: 'a@example.com',
  email_verified: true,
} as const;
const owner = { ...admin, id: newId(), role: 'user' } as const;
const stranger = { ...owner, id: newId() };

const id = (kind: number, n: number): string =>
  `00000000-0000-7000-800${kind}-${n.toString(16).padStart(12, '0')}`;
const ID = (kind: number, n: string) =>
  `('00000000-0000-7000-800${kind}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;

const FILL = [
  `insert into probe_patrons (id, created_at, updated_at, deleted_at, name, rating, owner_id)
   select ${ID(1, 'i')}, now() - i * interval '1 second', now(), case when i % 100 = 99 then now() end,
     'ProbePatron ' || md5(i::text), case when i % 3 > 0 then i % 1000 end, $2::uuid
   from generate_series(1, $1::int) i`,
  `insert into probe_purchases (id, created_at, updated_at, deleted_at, number, patron_id)
   select ${ID(2, 'i')}, now() - i * interval '1 second', now(), case when i % 100 = 98 then now() end,
     'No. ' || i, case when i % 50 > 0 then ${ID(1, '1 + i * 7919::bigint % $1::int')} end
   from generate_series(1, $1::int) i where $2::uuid is not null`,
  `insert into probe_marks (id, created_at, updated_at)
   select ${ID(3, 'i')}, now(), now() from generate_series(1, $1::int / 5) i where $2::uuid is not null`,
  `insert into probe_purchase_marks (purchase_id, mark_id)
   select ${ID(2, 'i')}, ${ID(3, '1 + (i + n * 37) % ($1::int / 5)')}
   from generate_series(1, $1::int) i, generate_series(1, 2) n where $2::uuid is not null`,
];

onServer('how lists are read through the rows of another large table', () => {
  const parse = listQueryParser(purchaseFilter);
  let db: EntityDatabase;
  let purchases: PurchasesRepository;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbePatron, ProbeMark, ProbePurchase, ProbePurchaseMark] });
    for (const statement of FILL) {
      await db.database.query(statement, [ROWS, owner.id]);
    }
    await db.database.query('vacuum analyze');
    purchases = new PurchasesRepository(db.database);
  }, 300_000);
  afterAll(() => db.close());

  const page = (raw: RawQuery, actor: typeof owner | typeof admin) =>
    db.inUnit(() => purchases.page(parse({ size: '20', include_total: 'false', ...raw })), actor);

  /** The first page of a list, one by cursor from the middle, and the one before that. */
  async function readings(raw: RawQuery, actor: typeof owner | typeof admin): Promise<Reading[]> {
    const first = await readingsOf(db.database, () => page(raw, actor));
    const { next_cursor: deep } = await page({ ...raw, page: '2000' }, actor);
    const { previous_cursor: back } = await page({ ...raw, cursor: deep! }, actor);
    const beyond = await readingsOf(db.database, () => page({ ...raw, cursor: deep! }, actor));
    return [
      ...first,
      ...beyond,
      ...(await readingsOf(db.database, () => page({ ...raw, cursor: back! }, actor))),
    ];
  }

  const few = (reading: Reading) => {
    expect({ ...reading, text: '' }).toMatchObject({ wholeTable: false });
    expect(reading.rows).toBeLessThan(ROWS / 50);
  };

  it.each(['patron__name', '-patron__name', 'patron__created_at', '-patron__created_at'])(
    'by %s: some pages of an index, at the start and deep in the list',
    async (order_by) => {
      for (const actor of [admin, owner]) {
        (await readings({ order_by }, actor)).forEach(few);
      }
    },
  );

  it('by what is unseen, or often null', async () => {
    (await readingsOf(db.database, () => page({ order_by: 'patron__name' }, stranger))).forEach(few);
    (await readingsOf(db.database, () => page({ order_by: 'patron__rating' }, owner))).forEach(few);
  });

  it.each<RawQuery>([
    { patron__name: 'ProbePatron c4ca4238a0b923820dcc509a6f75849b' },
    { patron__name__in: 'ProbePatron c4ca4238a0b923820dcc509a6f75849b,ProbePatron nobody' },
    { patron__name__ilike: 'c4ca4238a0b923820dcc509a' },
    { patron__rating: '5' },
    { patron__rating__gte: '998', order_by: 'patron__name' },
    { marks: id(3, 5) },
    { marks__in: `${id(3, 5)},${id(3, 6)}` },
    { marks__all: `${id(3, 42)},${id(3, 5)}` },
    { marks: id(3, 5), order_by: 'number', patron__rating__isnull: 'false' },
  ])('with %j', async (raw) => {
    for (const include_total of ['false', 'true']) {
      (await readingsOf(db.database, () => page({ ...raw, include_total }, admin))).forEach(few);
    }
  });
});
