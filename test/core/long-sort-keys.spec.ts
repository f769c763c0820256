import { type GadgetDatabase, openGadgets } from './gadget-database.js';
import { gadgetFilter } from './gadget.js';
import { readingsOf } from '../support/readings.js';
import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';

describe('a list that is sorted by long texts', () => {
  let db: GadgetDatabase;

  beforeAll(async () => {
    db = await openGadgets();
  });
  afterAll(() => db.close());

  it('has cursors that fit into a URL, and skips and repeats nothing', async () => {
    const beginning = '😀'.repeat(300);
    const notes = [
      `${beginning}b`,
      `${beginning}a`,
      'x'.repeat(10_000),
      `${'x'.repeat(254)}z`,
      null,
      'short',
    ];
    const made = await db.gadgets.createMany(notes.map((note, i) => ({ code: `long ${i}`, note })));
    const parse = listQueryParser(gadgetFilter);
    for (const order of ['note', '-note,code', 'code,note']) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await db.gadgets.page(parse({ order_by: order, size: '1', ...(cursor && { cursor }) }));
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next_cursor;
        expect(encodeURIComponent(cursor ?? '').length).toBeLessThan(2_048);
      }
      expect(seen.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
      const paged = await db.gadgets.page(parse({ order_by: order }));
      expect(seen).toEqual(paged.items.map(({ id }) => id));
    }
  });

  it('is read from an index, among the rows without a text too', async () => {
    await db.database.query(
      `insert into probe_gadgets (id, created_at, updated_at, code, note)
       select gen_random_uuid(), now(), now(), 'many ' || i, case when i % 10 > 0 then md5(i::text) end
       from generate_series(1, 20000) i`,
    );
    await db.database.query('create index on probe_gadgets (left(note, 255), id)');
    await db.database.query('vacuum analyze probe_gadgets');
    const parse = listQueryParser(gadgetFilter);
    for (const order_by of ['note', '-note']) {
      for (const page of [1, 450, 950]) {
        const raw = { order_by, size: '20', include_total: 'false' };
        const { next_cursor } = await db.gadgets.page(parse({ ...raw, page: String(page) }));
        const [reading] = await readingsOf(db.database, () =>
          db.gadgets.page(parse({ ...raw, cursor: next_cursor! })),
        );
        expect(reading).toMatchObject({ wholeTable: false, sorted: 0 });
        expect(reading!.rows).toBeLessThan(100);
      }
    }
  });
});
