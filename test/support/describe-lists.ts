import type { TestOf } from './describe-resource.js';
import type { ResourceRows, Row } from './resource-rows.js';

/** Whether a filter with a row's own value finds that row. */
const FINDS_ITSELF: Record<string, boolean> = {
  eq: true,
  neq: false,
  gt: false,
  gte: true,
  lt: false,
  lte: true,
  in: true,
  not_in: false,
  like: true,
  ilike: true,
  not: false,
};

const EVERYTHING = 'order_by=-created_at&size=100';

/** Lists: pages, order, filters, search. */
export function describeLists(rowsOf: () => ResourceRows, test: TestOf): void {
  test(['list'], 'walks through all rows by cursor, in every documented order', async () => {
    const rows = rowsOf();
    for (let i = 0; i < 3; i++) {
      await rows.make();
    }
    const all = (await rows.find(EVERYTHING)).map(({ id }) => id).sort();
    for (const order of ordersOf(rows)) {
      const seen = await walk(rows, `order_by=${order}&size=${Math.ceil(all.length / 3)}`);
      expect({ order, ids: seen.sort() }).toEqual({ order, ids: all });
    }
  });

  test(['list'], 'counts rows and pages', async () => {
    const rows = rowsOf();
    await rows.make();
    await rows.make();
    const { body } = await rows.client.get(`${rows.path}?size=1&page=2`);
    expect(body).toMatchObject({ page: 2, size: 1, pages: body.total });
    expect(body.items).toHaveLength(1);
    expect(body.total).toBe((await rows.find(EVERYTHING)).length);
  });

  test(['list'], 'filters by every documented parameter', async () => {
    const rows = rowsOf();
    const full = await rows.make();
    const empty = await rows.make(await rows.smallestBody());
    for (const { field, operator, name } of filtersOf(rows, full)) {
      for (const row of [full, empty]) {
        const value = operator === 'isnull' ? row[field] === null : (row[field] as string | null);
        if (value !== null) {
          const query = `${name}=${encodeURIComponent(String(value))}&${EVERYTHING}`;
          const ids = (await rows.find(query)).map(({ id }) => id);
          const expected = FINDS_ITSELF[operator] ?? true;
          expect({ query, found: ids.includes(row.id) }).toEqual({ query, found: expected });
        }
      }
      if (operator === 'isnull') {
        const ids = (await rows.find(`${name}=true&${EVERYTHING}`)).map(({ id }) => id);
        expect({ name, found: ids.includes(full.id) }).toEqual({ name, found: full[field] === null });
      }
    }
  });

  test(['list'], 'refuses a filter that does not exist or does not fit', async () => {
    const { client, path, parameters } = rowsOf();
    expect((await client.get(`${path}?no_such_field=1`)).status).toBe(422);
    for (const [name, { schema }] of parameters) {
      const value = schema.items ?? schema;
      if (value.type !== 'string' || value.format || value.enum) {
        expect([name, (await client.get(`${path}?${name}=%3F`)).status]).toEqual([name, 422]);
      }
    }
  });

  test(['list'], 'finds rows by a part of each text that is searched', async () => {
    const rows = rowsOf();
    const searched = /^Text that (.+) contains$/.exec(rows.parameters.get('search')?.description ?? '')?.[1];
    const row = await rows.make();
    const filled = searched?.split(' or ').filter((field) => row[field] !== null) ?? [];
    for (const field of filled) {
      const part = encodeURIComponent(String(row[field]).slice(1).toUpperCase());
      expect((await rows.find(`search=${part}&${EVERYTHING}`)).map(({ id }) => id)).toContain(row.id);
    }
    if (searched) {
      expect(await rows.find('search=no%20row%20says%20this')).toEqual([]);
    }
  });
}

async function walk(rows: ResourceRows, query: string): Promise<string[]> {
  const ids: string[] = [];
  let next = '';
  do {
    const { status, body } = await rows.client.get(`${rows.path}?${query}${next}`);
    expect(status).toBe(200);
    ids.push(...(body.items as Row[]).map(({ id }) => id));
    next = body.next_cursor ? `&cursor=${body.next_cursor}` : '';
  } while (next);
  return ids;
}

/** `name`, `-name`, …: what `order_by` accepts. */
function ordersOf({ parameters }: ResourceRows): string[] {
  const pattern = parameters.get('order_by')!.schema.pattern!;
  return pattern.slice(2, pattern.indexOf(')')).split('|');
}

/** The filters of the list on the fields of a row, taken apart. */
function filtersOf(
  { parameters }: ResourceRows,
  row: Row,
): { name: string; field: string; operator: string }[] {
  return [...parameters.keys()].flatMap((name) => {
    const [field, operator = 'eq'] = name.split('__') as [string, string?];
    return field in row ? [{ name, field, operator }] : [];
  });
}
