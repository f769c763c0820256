import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Policy, Reference } from '../../src/platform/entity.js';
import type { ValidationError } from '../../src/platform/errors.js';
import { owned, shared } from '../../src/platform/policy.js';
import { openShop, type Shop, user } from './shop/shop.js';

/** Something that refers to others, and that nothing refers to. */
@Entity({ tableName: 'probe_contracts' })
@Policy(shared<ProbeContract>())
class ProbeContract extends BaseEntity {
  @Reference('probe_customers') customer_id!: string;
}

/** Something that goes with another one of its kind, in a circle maybe. */
@Entity({ tableName: 'probe_papers' })
@Policy(owned<ProbePaper>('owner_id'))
class ProbePaper extends BaseEntity {
  @Reference('probe_papers', { nullable: true, onDelete: 'cascade' }) of_id!: string | null;
  @Reference('probe_products', { nullable: true }) product_id!: string | null;
  @Property({ type: 'uuid' }) owner_id!: string;
}

const ada = user();
const bob = user();

describe('a row that comes back', () => {
  let shop: Shop;
  const as = <R>(work: () => Promise<R>, who = ada) => shop.as(who, work);

  beforeAll(async () => {
    shop = await openShop(ProbeContract, ProbePaper);
  });
  afterAll(() => shop.close());

  const customer = () => as(() => shop.customers.writes.create({ name: 'Carla', rating: null }));
  const product = () => as(() => shop.products.writes.create({ name: 'Oak', price: '1' }));
  const refused = async (work: Promise<unknown>): Promise<unknown> =>
    ((await work.catch((error: unknown) => error)) as ValidationError).errors?.map(({ loc, type }) => [
      loc,
      type,
    ]);

  it('refers to nothing that was deleted meanwhile', async () => {
    const { writes } = shop.of(ProbeContract);
    const { id: customer_id } = await customer();
    const { id } = await as(() => writes.create({ customer_id }));
    await as(() => writes.delete(id));
    await as(() => shop.customers.writes.delete(customer_id));
    expect(await refused(as(() => writes.restore(id)))).toEqual([[['body', 'customer_id'], 'foreign_key']]);
    await as(() => shop.customers.writes.restore(customer_id));
    expect(await as(() => writes.restore(id))).toMatchObject({ version: 3, deleted_at: null });
  });

  it('may refer to what others see', async () => {
    const { writes } = shop.of(ProbeContract);
    const { id: customer_id } = await customer();
    const { id } = await as(() => writes.create({ customer_id }));
    await as(() => writes.delete(id), bob);
    expect(await as(() => writes.restore(id), bob)).toMatchObject({ customer_id });
  });

  it('brings no part back that refers to what was deleted meanwhile', async () => {
    const { id: product_id } = await product();
    const { id: other_id } = await product();
    const order = await as(() => shop.orders.writes.create({ number: 'r1' }));
    const made = [other_id, product_id, other_id].map((id, position) => ({
      order_id: order.id,
      position,
      product_id: id,
    }));
    await as(() => shop.lines.writes.createMany(made));
    await as(() => shop.orders.writes.delete(order.id));
    await as(() => shop.products.writes.delete(product_id));
    expect(await refused(as(() => shop.orders.writes.restore(order.id)))).toEqual([
      [['body', 'lines', 1, 'product_id'], 'foreign_key'],
    ]);
    await as(() => shop.products.writes.restore(product_id));
    await as(() => shop.orders.writes.restore(order.id));
    expect(await as(() => shop.lines.count({ order_id: order.id }))).toBe(3);
  });

  it('brings none back whose other owner was deleted later', async () => {
    const [{ id: product_id }, { id: for_id }] = [await product(), await customer()];
    const order = await as(() => shop.orders.writes.create({ number: 'r2' }));
    const line = { order_id: order.id, position: 1, product_id, for_id };
    await as(() => shop.lines.writes.create(line));
    await as(() => shop.customers.writes.delete(for_id));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await as(() => shop.orders.writes.delete(order.id));
    expect(await refused(as(() => shop.customers.writes.restore(for_id)))).toEqual([
      [['body', 'lines', 0, 'order_id'], 'foreign_key'],
    ]);
    await as(() => shop.orders.writes.restore(order.id));
    expect(await as(() => shop.lines.count({ order_id: order.id }))).toBe(0);
    await as(() => shop.customers.writes.restore(for_id));
    expect(await as(() => shop.lines.count({ order_id: order.id }))).toBe(1);
  });

  it('names whose unique value was taken meanwhile', async () => {
    const [{ id: product_id }, { id: for_id }] = [await product(), await customer()];
    const order = await as(() => shop.orders.writes.create({ number: 'r3' }));
    const line = { order_id: order.id, position: 1, product_id };
    await as(() => shop.lines.writes.create({ ...line, for_id }));
    await as(() => shop.customers.writes.delete(for_id));
    const other = await as(() => shop.lines.writes.create(line));
    expect(await refused(as(() => shop.customers.writes.restore(for_id)))).toEqual([
      [['body', 'lines', 'position'], 'unique'],
    ]);
    await as(() => shop.lines.writes.delete(other.id));
    await as(() => shop.customers.writes.restore(for_id));
    expect(await as(() => shop.lines.count({ order_id: order.id }))).toBe(1);
  });

  it('brings back a circle that went with it, and names those of it that cannot', async () => {
    const papers = shop.of(ProbePaper);
    const [one, two, three] = [
      await as(() => papers.writes.create({})),
      await as(() => papers.writes.create({})),
      await as(() => papers.writes.create({})),
    ];
    const { id: product_id } = await product();
    await as(() => papers.writes.update(one.id, { of_id: three.id }));
    await as(() => papers.writes.update(two.id, { of_id: one.id, product_id }));
    await as(() => papers.writes.update(three.id, { of_id: two.id }));
    await as(() => papers.writes.delete(one.id));
    expect(await as(() => papers.count({}))).toBe(0);
    await as(() => shop.products.writes.delete(product_id));
    expect(await refused(as(() => papers.writes.restore(one.id)))).toEqual([
      [['body', 'probe_paper', 0, 'product_id'], 'foreign_key'],
    ]);
    await as(() => shop.products.writes.restore(product_id));
    await as(() => papers.writes.restore(one.id));
    expect(await as(() => papers.count({}))).toBe(3);
  });
});
