import fc from 'fast-check';
import type { Operator } from '../../src/platform/core/list/filter.js';
import { listQueryParser, type RawQuery } from '../../src/platform/core/list/parse-list-query.js';
import { parameterName } from '../../src/platform/core/list/filter.js';
import { type ProbeGadget, gadgetFilter } from './gadget.js';
import { type GadgetDatabase, openGadgets } from './gadget-database.js';
import { expectedRows, type TextOrder, type Wish } from './list-oracle.js';

/** Set `SEED` to run the combinations of a failed run again. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const RUNS = 2_000;
const ROWS = 80;

const TEXTS = [
  'a',
  'A',
  'b',
  'ab',
  'aB',
  'é',
  'É',
  'a%',
  '_b',
  'a\\',
  '%',
  'z z',
  '10',
  '9',
  '-',
  'ß',
  '日本',
  '本',
  '本日',
];
const TIMES = ['2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.001Z', '2025-06-01T12:00:00.500Z'];

/** The values that each column has, and is compared with; few, so that many rows are equal. */
const VALUES: Partial<Record<keyof ProbeGadget, string[]>> = {
  code: TEXTS.map((text, i) => `${text} ${i}`),
  note: [...TEXTS, ''],
  quantity: ['0', '1', '2', '3'],
  rank: ['-1', '0', '1', '2147483647'],
  price: ['-2.25', '0.00', '1.50', '10.00'],
  serial: ['1', '9', '10', '9007199254740992', '9007199254740993'],
  due_at: TIMES,
  made_on: ['2024-02-29', '2025-01-01', '2025-12-31'],
  is_new: ['true', 'false'],
};

const NULLABLE: (keyof ProbeGadget)[] = ['note', 'rank', 'price', 'serial', 'due_at', 'made_on', 'is_new'];

function valueOf(field: keyof ProbeGadget): fc.Arbitrary<string> {
  return fc.constantFrom(...VALUES[field]!);
}

const newRow = fc.record(
  Object.fromEntries(
    Object.keys(VALUES)
      .filter((field) => field !== 'code')
      .map((name) => {
        const field = name as keyof ProbeGadget;
        const value = valueOf(field).map((text) =>
          field === 'quantity' || field === 'rank'
            ? Number(text)
            : field === 'is_new'
              ? text === 'true'
              : text,
        );
        return [field, NULLABLE.includes(field) ? fc.option(value) : value];
      }),
  ),
);

const condition = fc
  .constantFrom(
    ...Object.entries(gadgetFilter.fields).flatMap(([field, declared]) =>
      declared.operators.map((operator) => ({ field: field as keyof ProbeGadget & string, operator })),
    ),
  )
  .chain(({ field, operator }) => valuesFor(field, operator).map((values) => ({ field, operator, values })));

function valuesFor(field: keyof ProbeGadget, operator: Operator): fc.Arbitrary<string[]> {
  if (operator === 'isnull') {
    return fc.constantFrom(['true'], ['false']);
  }
  if (operator === 'in' || operator === 'not_in') {
    return fc.array(valueOf(field).filter(Boolean), { minLength: 1, maxLength: 4 });
  }
  if (operator === 'like' || operator === 'ilike') {
    return fc.constantFrom(...TEXTS).map((text) => [text]);
  }
  return valueOf(field).map((value) => [value]);
}

const wish: fc.Arbitrary<Wish> = fc.record({
  conditions: fc.uniqueArray(condition, {
    maxLength: 3,
    selector: ({ field, operator }) => parameterName(field, operator),
  }),
  search: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...TEXTS)),
  deleted: fc.constantFrom('exclude', 'exclude', 'include', 'only'),
  order: fc.uniqueArray(
    fc.record({ field: fc.constantFrom(...gadgetFilter.order_by), descending: fc.boolean() }),
    { minLength: 1, maxLength: 3, selector: ({ field }) => field },
  ),
});

describe('lists, compared with the same computed in memory', () => {
  const parse = listQueryParser(gadgetFilter);
  let db: GadgetDatabase;
  let rows: ProbeGadget[];
  let texts: TextOrder;

  beforeAll(async () => {
    db = await openGadgets();
    const inputs = fc.sample(newRow, { seed, numRuns: ROWS });
    const created = await db.gadgets.createMany(
      inputs.map((input, i) => ({ ...input, code: `${TEXTS[i % TEXTS.length]} ${i}` })),
    );
    await db.gadgets.softDeleteMany(created.filter((_row, i) => i % 4 === 0).map(({ id }) => id));
    rows = await db.gadgets.getMany(
      created.map(({ id }) => id),
      { withDeleted: true },
    );
    const known = [...new Set(rows.flatMap(({ code, note }) => (note === null ? [code] : [code, note])))];
    const sorted = await db.database.query<{ text: string }>(
      'select text from unnest($1::text[]) as text order by text',
      [known],
    );
    texts = new Map(sorted.map(({ text }, i) => [text, i]));
  });

  afterAll(() => db.close());

  it(`agrees in ${RUNS} random combinations (seed ${seed})`, async () => {
    const size = fc.integer({ min: 1, max: 30 });
    const property = fc.asyncProperty(
      wish,
      fc.integer({ min: 1, max: 4 }),
      size,
      size,
      async (wanted, page, firstSize, thenSize) => {
        const expected = expectedRows(rows, wanted, texts).map(({ id }) => id);
        const start = (page - 1) * firstSize;
        const end = start + firstSize;
        const first = await read(wanted, { page: String(page), size: String(firstSize) });
        expect(first.ids).toEqual(expected.slice(start, end));
        expect([first.total, first.pages]).toEqual([expected.length, Math.ceil(expected.length / firstSize)]);
        expect(first.next_cursor !== null).toBe(end < expected.length);
        expect(first.previous_cursor !== null).toBe(page > 1 && start < expected.length);
        if (first.next_cursor) {
          const next = await read(wanted, { cursor: first.next_cursor, size: String(thenSize) });
          expect(next.ids).toEqual(expected.slice(end, end + thenSize));
          expect(next.next_cursor !== null).toBe(end + thenSize < expected.length);
        }
        if (first.previous_cursor) {
          const from = Math.max(0, start - thenSize);
          const previous = await read(wanted, { cursor: first.previous_cursor, size: String(thenSize) });
          expect(previous.ids).toEqual(expected.slice(from, start));
          expect(previous.previous_cursor !== null).toBe(from > 0);
        }
      },
    );
    await fc.assert(property, { seed, numRuns: RUNS });
  }, 180_000);

  async function read({ conditions, search, deleted, order }: Wish, place: RawQuery) {
    const raw: RawQuery = {
      ...Object.fromEntries(
        conditions.map(({ field, operator, values }) => [parameterName(field, operator), values.join(',')]),
      ),
      search,
      deleted,
      order_by: order.map(({ field, descending }) => (descending ? `-${field}` : field)).join(','),
      ...place,
    };
    const page = await db.gadgets.page(parse(raw));
    return { ...page, ids: page.items.map(({ id }) => id) };
  }
});
