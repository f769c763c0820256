import { seedShop } from '../bench/shop/seed.js';
import { SHOP } from '../bench/shop/shop.module.js';
import { Database } from '../src/platform/repository.js';
import { runAsSystem } from '../src/platform/context/request-context.js';
import { statementsOf } from './support/entity-database.js';
import { startTestApp, type TestApp } from './support/test-app.js';

const ORDERS = '/api/v1/orders?size=20';
const SESSION = /\bfrom sessions\b/;

describe('the shop of the benchmark', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, SHOP);
    const { id } = await api.signUp();
    const database = api.app.get(Database);
    await runAsSystem('seed', database, () =>
      seedShop((text, values) => database.query(text, values), 200, id),
    );
  });
  afterAll(() => api.close());

  it('reads a page of orders with their lines and customers by three statements, besides that of the session', async () => {
    let page: { body: { total: number; items: { id: string; customer_id: string }[] } } | undefined;
    const statements = await statementsOf(async () => {
      page = await api.client.get(`${ORDERS}&include=customer,lines`);
    });
    const { total, items } = page!.body;
    expect([total, items.length]).toEqual([200, 20]);
    for (const { id: order_id, customer_id: id, ...embedded } of items) {
      const lines = [{ order_id }, { order_id }, { order_id }];
      expect(embedded).toMatchObject({ customer: { id }, lines });
    }
    expect(statements.filter((text) => !SESSION.test(text)).length).toBeLessThanOrEqual(3);
  });

  it('filters and sorts orders by their customers', async () => {
    const names = async (query: string): Promise<string[]> => {
      const { body } = await api.client.get(`${ORDERS}&include=customer&${query}`);
      return body.items.map(({ customer }: { customer: { name: string } }) => customer.name);
    };
    expect(await names('customer__name=marble no. 6')).toEqual(Array<string>(10).fill('marble no. 6'));
    const sorted = await names('order_by=customer__name');
    expect(sorted).toEqual([
      ...Array<string>(10).fill('bronze no. 19'),
      ...Array<string>(10).fill('bronze no. 9'),
    ]);
  });
});
