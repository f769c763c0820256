import { listQueryParser, type RawQuery } from '../../src/platform/core/list/parse-list-query.js';
import { gadgetFilter, GadgetService } from './gadget.js';
import { type GadgetDatabase, openGadgets, statementsOf } from './gadget-database.js';

/** Enough that reading the whole table is never the cheaper plan; the embedded database takes longer to fill. */
const ROWS = process.env.DATABASE_URL ? 100_000 : 20_000;

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
}

describe('how the database finds the rows of a large table', () => {
  const parse = listQueryParser(gadgetFilter);
  const sent: { text: string; values: readonly unknown[] }[] = [];
  let db: GadgetDatabase;

  beforeAll(async () => {
    db = await openGadgets();
    await db.database.query(
      `insert into probe_gadgets (id, created_at, updated_at, code, note, quantity)
       select gen_random_uuid(), now() - i * interval '1 second', now(), 'code ' || i,
              case when i = $1 / 2 then 'the needle' else 'hay ' || i * 7 end, i % 1000
       from generate_series(1, $1::int) i`,
      [ROWS],
    );
    await db.database.query('vacuum analyze probe_gadgets');
    const query = db.database.query.bind(db.database);
    db.database.query = (text, values, target) => {
      sent.push({ text, values: values ?? [] });
      return query(text, values, target);
    };
  });

  afterAll(() => db.close());

  /** The plan of each statement that `work` sends: `Index Scan on probe_gadgets_pkey`, … from the top down. */
  async function plansOf(work: () => Promise<unknown>): Promise<string[][]> {
    sent.length = 0;
    await work();
    const plans: string[][] = [];
    for (const { text, values } of [...sent]) {
      const [row] = await db.database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
        `explain (format json) ${text}`,
        values,
      );
      plans.push(nodesOf(row!['QUERY PLAN'][0]!.Plan));
    }
    return plans;
  }

  const page = (raw: RawQuery) => db.gadgets.page(parse(raw));
  const withoutTotal = { include_total: 'false' };

  it('reads the default page from an index, in its order', async () => {
    const [plan] = await plansOf(() => page(withoutTotal));
    expect(plan).toEqual(['Limit', 'Index Scan on probe_gadgets_created_at_id_index']);
  });

  it('reads a page by cursor from there on, however deep', async () => {
    const { next_cursor } = await page({ ...withoutTotal, page: String(ROWS / 100) });
    const [plan] = await plansOf(() => page({ cursor: next_cursor! }));
    expect(plan).toEqual(['Limit', 'Index Scan on probe_gadgets_created_at_id_index']);
    const previous = (await page({ ...withoutTotal, page: '100' })).previous_cursor!;
    const [back] = await plansOf(() => page({ cursor: previous }));
    expect(back).toEqual(['Limit', 'Index Scan on probe_gadgets_created_at_id_index']);
  });

  it.each<[string, RawQuery]>([
    ['a search', { search: 'NEEDLE' }],
    ['a search without result', { search: 'nowhere' }],
    ['like', { note__like: 'needle' }],
    ['ilike', { note__ilike: 'Needle' }],
  ])('finds %s by trigrams, and counts by them', async (_what, raw) => {
    const plans = await plansOf(() => page(raw));
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toContain('Bitmap Index Scan on probe_gadgets_code_note_index');
      expect(plan).not.toContain('Seq Scan');
    }
  });

  it.each<[string, RawQuery]>([
    ['two letters', { search: 'ZQ' }],
    ['two letters of a language that writes no spaces', { search: '日本' }],
    ['one of its letters', { search: '猫' }],
    ['like', { note__like: 'zq' }],
    ['ilike', { note__ilike: 'Zq' }],
  ])('finds %s by pairs of letters, and counts by them', async (_what, raw) => {
    const plans = await plansOf(() => page(raw));
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toContain('Bitmap Index Scan on probe_gadgets_pairs_of_code_note_index');
      expect(plan).not.toContain('Seq Scan');
    }
  });

  it('finds a row by its key and by its id', async () => {
    const code = { code: 'code 77' };
    const [byKey] = await plansOf(() => page({ ...code, ...withoutTotal }));
    expect(byKey).toContain('Index Scan on probe_gadgets_code_unique');
    const [first] = await plansOf(() => db.gadgets.getBy(code));
    expect(first).toContain('Index Scan on probe_gadgets_code_unique');
    const { id } = (await db.gadgets.getBy(code))!;
    expect(await plansOf(() => db.gadgets.get(id))).toEqual([['Index Scan on probe_gadgets_pkey']]);
  });

  it('needs as many statements as it must', async () => {
    const service = new (class extends GadgetService {})(db.gadgets);
    const { items, next_cursor } = await page({ size: '2' });
    const list = (raw: RawQuery) => statementsOf(() => service.page(parse(raw)));
    expect(await statementsOf(() => service.get(items[0]!.id))).toHaveLength(1);
    expect(await list({})).toHaveLength(2);
    expect(await list({ include_total: 'false' })).toHaveLength(1);
    expect(await list({ cursor: next_cursor! })).toHaveLength(1);
    expect(await list({ cursor: next_cursor!, include_total: 'true' })).toHaveLength(2);
  });

  if (process.env.DATABASE_URL) {
    // The embedded database prepares nothing.
    it('plans a search of two letters for them each time, since all rows may have them, or none', async () => {
      await db.inUnit(() =>
        db.database.transaction(async () => {
          sent.length = 0;
          for (const search of ['de', 'zq', 'ha', 'qz', 'de', 'zq', 'qx', 'zq']) {
            await page({ search, ...withoutTotal });
          }
          const { text } = sent[0]!;
          const prepared = await db.database.query(
            'select from pg_prepared_statements where statement = $1',
            [text],
          );
          expect(prepared).toEqual([]);
        }),
      );
      const [common] = await plansOf(() => page({ search: 'ha', ...withoutTotal }));
      expect(common).toEqual(['Limit', 'Index Scan on probe_gadgets_created_at_id_index']);
    });

    it('keeps the index when the server has prepared the statement and run it many times', async () => {
      await db.inUnit(() =>
        db.database.transaction(async () => {
          sent.length = 0;
          for (let i = 0; i < 12; i++) {
            await page({ search: 'needle', ...withoutTotal });
          }
          const { text } = sent[0]!;
          const [prepared] = await db.database.query<{ name: string }>(
            'select name from pg_prepared_statements where statement = $1',
            [text],
          );
          const rows = await db.database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
            `explain (format json) execute ${prepared!.name} ('%needle%', 51)`,
          );
          expect(nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan)).toContain(
            'Bitmap Index Scan on probe_gadgets_code_note_index',
          );
        }),
      );
    });
  }
});

function nodesOf(plan: Plan): string[] {
  const index = plan['Index Name'];
  const name = plan['Node Type'] + (index ? ` on ${index}` : '');
  return [name.replace(' Backward', ''), ...(plan.Plans ?? []).flatMap(nodesOf)];
}
