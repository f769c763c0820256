import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../../src/platform/errors.js';
import { transaction } from '../../src/platform/service.js';
import { statementsOf } from '../core/gadget-database.js';
import type { Page } from '../../src/platform/filter.js';
import type { ProbeOrder } from './shop/entities.js';
import { openShop, orderFilter, productFilter, type Shop, user } from './shop/shop.js';

const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';
const ada = user();
const bob = user();
const admin = user('admin');

function faults(error: unknown): unknown {
  return (error as ValidationError).errors?.map(({ loc, type }) => [loc, type]);
}

describe('relations', () => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());

  const customer = (name: string, who = ada) =>
    shop.as(who, () => shop.customers.writes.create({ name, rating: null }));
  const order = (number: string, customer_id: string | null = null, who = ada) =>
    shop.as(who, () => shop.orders.writes.create({ number, customer_id }));
  const product = (name: string, tag_ids?: string[]) =>
    shop.as(ada, () => shop.products.writes.create({ name, price: '1.50', ...(tag_ids && { tag_ids }) }));
  const tag = (name: string) => shop.as(ada, () => shop.tags.writes.create({ name }));
  const line = (order_id: string, position: number, product_id: string, who = ada) =>
    shop.as(who, () => shop.lines.writes.create({ order_id, position, product_id }));
  const caught = (work: Promise<unknown>) => work.catch((error: unknown) => error);

  describe('references', () => {
    it('hold only to rows that are there, live, and seen', async () => {
      const mine = await customer('mine');
      const gone = await customer('gone');
      await shop.as(ada, () => shop.customers.writes.delete(gone.id));
      expect(await order('r1', mine.id)).toMatchObject({ customer_id: mine.id });
      for (const id of [MISSING, gone.id, (await customer('of bob', bob)).id]) {
        const error = await caught(order('r2', id));
        expect(error).toBeInstanceOf(ValidationError);
        expect(faults(error)).toEqual([[['body', 'customer_id'], 'foreign_key']]);
      }
      const many = await caught(
        shop.as(ada, () =>
          shop.orders.writes.createMany([{ number: 'a' }, { number: 'b', customer_id: MISSING }]),
        ),
      );
      expect(faults(many)).toEqual([[['body', 'items', 1, 'customer_id'], 'foreign_key']]);
      const { id } = await order('r3');
      const changed = await caught(
        shop.as(ada, () => shop.orders.writes.update(id, { customer_id: gone.id })),
      );
      expect(faults(changed)).toEqual([[['body', 'customer_id'], 'foreign_key']]);
      expect(
        await caught(shop.as(bob, () => shop.orders.writes.update(id, { customer_id: MISSING }))),
      ).toBeInstanceOf(ForbiddenError);
    });

    it('hold a row back from deletion, or lose it where that is declared', async () => {
      const used = await customer('used');
      const payer = await customer('payer');
      const made = await order('h1', used.id);
      await shop.as(ada, () => shop.orders.writes.update(made.id, { payer_id: payer.id }));
      expect(await caught(shop.as(ada, () => shop.customers.writes.delete(used.id)))).toBeInstanceOf(
        ConflictError,
      );
      expect(await shop.as(ada, () => shop.customers.exists({ id: used.id }))).toBe(true);
      await shop.as(ada, () => shop.customers.writes.delete(payer.id));
      expect(await shop.as(ada, () => shop.orders.get(made.id))).toMatchObject({
        payer_id: null,
        version: 3,
      });
      await shop.as(ada, () => shop.orders.writes.delete(made.id));
      await shop.as(ada, () => shop.customers.writes.delete(used.id));
    });

    it('are lost by deleted rows too, which can come back so', async () => {
      const payer = await customer('payer');
      const made = await order('h2');
      await shop.as(ada, () => shop.orders.writes.update(made.id, { payer_id: payer.id }));
      await shop.as(ada, () => shop.orders.writes.delete(made.id));
      await shop.as(ada, () => shop.customers.writes.delete(payer.id));
      expect(await shop.as(ada, () => shop.orders.writes.restore(made.id))).toMatchObject({ payer_id: null });
    });

    it('cannot be made while the row is being deleted', async () => {
      for (let i = 0; i < 5; i++) {
        const { id } = await customer(`race ${i}`);
        const [made, deleted] = await Promise.all([
          caught(order(`race ${i}`, id)),
          caught(shop.as(ada, () => shop.customers.writes.delete(id))),
        ]);
        expect([made instanceof Error, deleted instanceof Error].filter(Boolean)).toHaveLength(1);
      }
    });
  });

  describe('children', () => {
    it('raise the version of their parent, and are seen and written with it', async () => {
      const { id: product_id } = await product('thing');
      const parent = await order('c1');
      const first = await line(parent.id, 1, product_id);
      expect((await shop.as(ada, () => shop.orders.get(parent.id))).version).toBe(2);
      await shop.as(ada, () => shop.lines.writes.update(first.id, { position: 2 }));
      await shop.as(ada, () => shop.lines.writes.update(first.id, { position: 2 }));
      expect((await shop.as(ada, () => shop.orders.get(parent.id))).version).toBe(3);
      expect(await shop.as(bob, () => shop.lines.get(first.id))).toMatchObject({ position: 2 });
      expect(await caught(line(parent.id, 3, product_id, bob))).toBeInstanceOf(ForbiddenError);
      expect(
        await caught(shop.as(bob, () => shop.lines.writes.update(first.id, { position: 9 }))),
      ).toBeInstanceOf(ForbiddenError);
      expect(await line(parent.id, 4, product_id, admin)).toMatchObject({ position: 4 });
      expect(faults(await caught(line(MISSING, 1, product_id)))).toEqual([
        [['body', 'order_id'], 'foreign_key'],
      ]);
    });

    it('raise the version of their parent, whatever changes them', async () => {
      const { id: product_id } = await product('thing');
      const [label, receiver, parent] = [await tag('label'), await customer('receiver'), await order('c5')];
      const { id } = await line(parent.id, 1, product_id);
      const versions = async () => [
        (await shop.as(ada, () => shop.orders.get(parent.id))).version,
        (await shop.asSystem(() => shop.lines.rows.get(id, { withDeleted: true })))!.version,
      ];
      const changes = { label_id: label.id, for_id: receiver.id };
      await shop.as(ada, () => shop.lines.writes.update(id, changes));
      expect(await versions()).toEqual([3, 2]);
      await shop.as(ada, () => shop.tags.writes.delete(label.id));
      expect(await versions()).toEqual([4, 3]);
      await shop.as(ada, () => shop.customers.writes.delete(receiver.id));
      expect(await versions()).toEqual([5, 4]);
      await shop.as(ada, () => shop.customers.writes.restore(receiver.id));
      expect(await versions()).toEqual([6, 5]);
      await shop.as(ada, () => shop.orders.writes.delete(parent.id));
      await shop.as(ada, () => shop.orders.writes.restore(parent.id));
      expect(await versions()).toEqual([8, 7]);
    });

    it('go with their parent and come back with it, but for those that went before', async () => {
      const { id: product_id } = await product('thing');
      const parent = await order('c2');
      const [kept, gone] = [await line(parent.id, 1, product_id), await line(parent.id, 2, product_id)];
      await shop.as(ada, () => shop.lines.writes.delete(gone.id));
      await shop.database.query(
        `update probe_order_lines set deleted_at = deleted_at - interval '1 second' where id = $1`,
        [gone.id],
      );
      await shop.as(ada, () => shop.orders.writes.delete(parent.id));
      expect(await caught(shop.as(ada, () => shop.lines.get(kept.id)))).toBeInstanceOf(NotFoundError);
      await shop.as(ada, () => shop.orders.writes.restore(parent.id));
      expect(await shop.as(ada, () => shop.lines.list({ order_id: parent.id }))).toMatchObject([
        { id: kept.id },
      ]);
    });

    it('are made in parallel without waiting for each other in a circle', async () => {
      const { id: product_id } = await product('thing');
      const parent = await order('c3');
      await Promise.all(Array.from({ length: 10 }, (_, i) => line(parent.id, i, product_id)));
      expect((await shop.as(ada, () => shop.orders.get(parent.id))).version).toBe(11);
    });

    it('are replaced, and put into another order, by what a service has', async () => {
      const { id: product_id } = await product('thing');
      const { id: order_id } = await order('c4');
      await line(order_id, 1, product_id);
      const linesOf = () => shop.lines.list({ order_id }, { order: 'position' });
      const replace = (positions: number[]) =>
        transaction(async () => {
          const old = await linesOf();
          await shop.lines.writes.deleteMany(old.map(({ id }) => id));
          await shop.lines.writes.createMany(
            positions.map((position) => ({ order_id, position, product_id })),
          );
        });
      const reorder = (ids: string[]) =>
        transaction(async () => {
          for (const position of [...ids.keys()]) {
            await shop.lines.writes.update(ids[position]!, { position: -1 - position });
          }
          for (const position of [...ids.keys()]) {
            await shop.lines.writes.update(ids[position]!, { position });
          }
        });
      await shop.as(ada, () => replace([0, 1, 2]));
      const made = (await shop.as(ada, linesOf)).map(({ id }) => id);
      await shop.as(ada, () => reorder([made[2]!, made[0]!, made[1]!]));
      expect((await shop.as(ada, linesOf)).map(({ id }) => id)).toEqual([made[2], made[0], made[1]]);
      expect(await caught(shop.as(bob, () => replace([5])))).toBeInstanceOf(ForbiddenError);
      await shop.as(ada, () => replace([]));
      expect(await shop.as(ada, linesOf)).toEqual([]);
    });
  });

  describe('sets', () => {
    it('are written as a whole, and read with the row', async () => {
      const [a, b] = [await tag('a'), await tag('b')];
      const made = await product('tagged', [a.id, b.id]);
      expect(new Set(made.tag_ids)).toEqual(new Set([a.id, b.id]));
      expect((await product('bare')).tag_ids).toEqual([]);
      const change = (tag_ids: string[]) =>
        shop.as(ada, () => shop.products.writes.update(made.id, { tag_ids }));
      expect(await change([b.id])).toMatchObject({ tag_ids: [b.id], version: 2 });
      expect(await change([b.id])).toMatchObject({ tag_ids: [b.id], version: 2 });
      expect(await change([])).toMatchObject({ tag_ids: [], version: 3 });
      expect(faults(await caught(change([a.id, MISSING])))).toEqual([
        [['body', 'tag_ids', 1], 'foreign_key'],
      ]);
      expect(faults(await caught(change([a.id, a.id])))).toEqual([[['body', 'tag_ids', 1], 'duplicate']]);
      expect(await shop.as(ada, () => shop.products.get(made.id))).toMatchObject({ tag_ids: [], version: 3 });
    });

    it('lose a deleted row until it is restored, and can be filtered by', async () => {
      const [a, b] = [await tag('fa'), await tag('fb')];
      const both = await product('both', [a.id, b.id]);
      const one = await product('one', [a.id]);
      const parse = listQueryParser(productFilter);
      const found = async (query: Record<string, string>) =>
        (await shop.as(ada, () => shop.products.page(parse(query)))).items.map(({ id }) => id).sort();
      expect(await found({ tags: a.id })).toEqual([both.id, one.id].sort());
      expect(await found({ tags__in: b.id })).toEqual([both.id]);
      expect(await found({ tags__all: `${a.id},${b.id}` })).toEqual([both.id]);
      await shop.as(ada, () => shop.tags.writes.delete(b.id));
      expect((await shop.as(ada, () => shop.products.get(both.id))).tag_ids).toEqual([a.id]);
      expect(await found({ tags: b.id })).toEqual([]);
      await shop.as(ada, () => shop.tags.writes.restore(b.id));
      expect(new Set((await shop.as(ada, () => shop.products.get(both.id))).tag_ids)).toEqual(
        new Set([a.id, b.id]),
      );
    });
  });

  describe('includes', () => {
    it('take one statement for each level, whatever the number of rows', async () => {
      const c = await customer('included');
      const t = await tag('included');
      const p = await product('included', [t.id]);
      for (let i = 0; i < 3; i++) {
        const { id } = await order(`inc ${i}`, c.id);
        await line(id, 1, p.id);
        await line(id, 2, p.id);
      }
      const include = [
        { name: 'customer', fields: ['id', 'name'], include: [] },
        {
          name: 'lines',
          fields: ['id', 'position', 'product_id'],
          include: [{ name: 'product', fields: ['id', 'price', 'tag_ids'], include: [] }],
        },
      ];
      const query = { ...listQueryParser(orderFilter)({ customer__name: 'included' }), include };
      let page: unknown;
      const texts = await statementsOf(async () => {
        page = await shop.as(ada, () => shop.orders.page(query));
      });
      // Rows, count, customers and lines, products, and the tags of these.
      expect(texts).toHaveLength(5);
      expect((page as { items: object[] }).items).toHaveLength(3);
      expect((page as { items: object[] }).items[0]).toMatchObject({
        customer: { id: c.id, name: 'included' },
        lines: [
          { position: 1, product: { id: p.id, price: '1.50', tag_ids: [t.id] } },
          { position: 2, product: { id: p.id } },
        ],
      });
      const [other] = (
        await shop.as(bob, () => shop.orders.page({ ...query, conditions: [], search: 'inc 0' }))
      ).items;
      expect(other).toMatchObject({ customer: null });
    });
  });

  describe('lists through references', () => {
    it('filter and sort by the columns of other rows; what is not seen counts as null', async () => {
      const made = ['delta', 'alpha', 'charlie', 'bravo'];
      const ids: string[] = [];
      for (const name of made) {
        ids.push((await order(`t-${name}`, (await customer(name)).id)).id);
      }
      ids.push((await order('t-none')).id, (await order('t-none-2')).id);
      const parse = listQueryParser(orderFilter);
      const walk = async (order_by: string, who = ada) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const query = parse({ search: 't-', order_by, size: '2', ...(cursor ? { cursor } : {}) });
          const page: Page<ProbeOrder> = await shop.as(who, () => shop.orders.page(query));
          seen.push(...page.items.map(({ number }) => number));
          cursor = page.next_cursor;
        } while (cursor);
        return seen;
      };
      expect(await walk('customer__name')).toEqual([
        ...['t-alpha', 't-bravo', 't-charlie', 't-delta'],
        ...['t-none', 't-none-2'],
      ]);
      expect(await walk('-customer__name')).toEqual([
        ...['t-delta', 't-charlie', 't-bravo', 't-alpha'],
        ...['t-none-2', 't-none'],
      ]);
      expect(await walk('customer__name', bob)).toHaveLength(6);
      const found = async (query: Record<string, string>, who = ada) =>
        (await shop.as(who, () => shop.orders.page(parse(query)))).items.map(({ number }) => number).sort();
      expect(await found({ customer__name__in: 'alpha,bravo' })).toEqual(['t-alpha', 't-bravo']);
      expect(await found({ customer__name: 'alpha' }, bob)).toEqual([]);
      expect(await found({ customer__rating__isnull: 'true', search: 't-none' })).toEqual([
        't-none',
        't-none-2',
      ]);
    });
  });
});
