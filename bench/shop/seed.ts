import { loadConfig } from '../../src/platform/config/load-config.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { idFrom, type Run, WORDS } from '../seed.js';
import { SHOP } from './shop.module.js';

/** `$1` is the number of customers, `$2` the words of their names. */
const CUSTOMERS = `
  insert into customers (id, created_at, updated_at, name)
  select ${idFrom('at', 'hash')}, at, at, ($2::text[])[1 + n % 10] || ' no. ' || n
  from generate_series(1, $1::int) n
  cross join lateral (
    select date_trunc('second', now()) - make_interval(days => 30, secs => $1::int - n) as at, md5('customer ' || n) as hash
  ) made`;

/** Ten orders a customer, in no order; the numbers differ from the order of creation. `$1` orders, `$2` their owner. */
const ORDERS = `
  insert into orders (id, created_at, updated_at, number, customer_id, owner_id)
  select ${idFrom('at', 'hash')}, at, at, upper(substr(hash, 1, 6)) || '-' || n, customer.ids[1 + (n * 7919::bigint) % cardinality(customer.ids)], $2::uuid
  from generate_series(1, $1::int) n
  cross join (select array_agg(id order by id) as ids from customers) customer
  cross join lateral (
    select date_trunc('second', now()) - make_interval(secs => $1::int - n + 60) as at, md5('order ' || n) as hash
  ) made`;

/** Three lines for each of the `$1` newest orders, which are those that are read with their lines. */
const LINES = `
  insert into order_lines (id, created_at, updated_at, order_id, position, product, quantity)
  select ${idFrom('created_at', 'hash')}, created_at, created_at, id, position, ($2::text[])[1 + ascii(hash) % 10], position
  from (select id, created_at from orders order by created_at desc limit $1) newest
  cross join generate_series(1, 3) position
  cross join lateral (select md5(id::text || position) as hash) made`;

/** Makes the tables of the shop, which no migration of the application knows, with the indexes that its entities declare. */
export async function makeTables(env: NodeJS.ProcessEnv): Promise<void> {
  const { orm, close } = await openDatabase(loadConfig(env), SHOP.orm);
  try {
    await orm.schema.update({ safe: true });
  } finally {
    await close();
  }
}

/** Fills them: so many orders, a tenth as many customers, and lines for a tenth of the orders. */
export async function seedShop(run: Run, orders: number, owner: string): Promise<void> {
  const tenth = Math.ceil(orders / 10);
  await run(CUSTOMERS, [tenth, WORDS]);
  await run(ORDERS, [orders, owner]);
  await run(LINES, [tenth, WORDS]);
  await run('vacuum analyze customers, orders, order_lines');
}
