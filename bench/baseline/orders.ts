import type { FastifyInstance } from 'fastify';
import type { Query } from './database.js';
import { linkHeader } from './link.js';
import { type List, type ListQuery, readPage } from './list.js';
import { ordersSchema } from './order-schemas.js';
import { listQueryOf, uuid } from './schemas.js';

interface Order {
  id: string;
  customer_id: string;
  customer?: Customer | null;
  lines?: Line[];
}

interface Customer {
  id: string;
}

interface Line {
  order_id: string;
}

const ROW = ['id', 'created_at', 'updated_at', 'deleted_at', 'version'];

const COLUMNS = [...ROW, 'number', 'customer_id', 'owner_id'].map((name) => `orders.${name}`).join(', ');

const CUSTOMERS = `select ${ROW.join(', ')}, name from customers where id = any($1::uuid[]) and deleted_at is null`;

const LINES = `select ${ROW.join(', ')}, order_id, position, product, quantity from order_lines
  where order_id = any($1::uuid[]) and deleted_at is null order by created_at, id`;

/** The orders of customers of whom something holds. */
function ofCustomers(condition: string): string {
  return `orders.customer_id in (select id from customers where ${condition} and deleted_at is null)`;
}

const LIST: List = {
  table: 'orders',
  columns: COLUMNS,
  filters: {
    number: { sql: (p) => `orders.number = ${p}`, schema: { type: 'string' } },
    customer_id: { sql: (p) => `orders.customer_id = ${p}`, schema: uuid },
    customer__name: { sql: (p) => ofCustomers(`name = ${p}`), schema: { type: 'string' } },
    customer__name__ilike: { sql: (p) => ofCustomers(`name ilike ${p}`), schema: { type: 'string' } },
  },
  search: [],
  sortKeys: {
    created_at: { sql: 'orders.created_at', type: 'timestamptz' },
    number: { sql: 'orders.number', type: 'varchar' },
    customer__name: {
      sql: 'customers.name',
      type: 'varchar',
      join: 'join customers on customers.id = orders.customer_id and customers.deleted_at is null',
    },
  },
};

const INCLUDES = ['customer', 'lines', 'customer,lines', 'lines,customer'];

export function registerOrders(server: FastifyInstance, query: Query): void {
  server.get<{ Querystring: ListQuery }>(
    '/api/v1/orders',
    {
      onRequest: server.authenticate,
      schema: { querystring: listQueryOf(LIST, INCLUDES), response: { 200: ordersSchema } },
    },
    async (request, reply) => {
      const page = await readPage<Order>(query, LIST, request.query);
      const include = request.query.include?.split(',') ?? [];
      await Promise.all([
        include.includes('customer') && addCustomers(query, page.items),
        include.includes('lines') && addLines(query, page.items),
      ]);
      void reply.header('link', linkHeader(request.url, page));
      return page;
    },
  );
}

async function addCustomers(query: Query, orders: Order[]): Promise<void> {
  const ids = [...new Set(orders.map(({ customer_id: id }) => id))];
  const byId = new Map((await query<Customer>(CUSTOMERS, [ids])).map((customer) => [customer.id, customer]));
  for (const order of orders) order.customer = byId.get(order.customer_id) ?? null;
}

async function addLines(query: Query, orders: Order[]): Promise<void> {
  const lines = await query<Line>(LINES, [orders.map(({ id }) => id)]);
  const byOrder = Map.groupBy(lines, (line) => line.order_id);
  for (const order of orders) order.lines = byOrder.get(order.id) ?? [];
}
