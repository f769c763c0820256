import { type GadgetDatabase, openGadgets } from './gadget-database.js';
import { gadgetFilter } from './gadget.js';
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
});
