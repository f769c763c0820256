import { isDeepStrictEqual } from 'node:util';
import type { Api } from './api.js';

const LIST = '/api/v1/items';
const ORDERS = '/api/v1/orders';

/** What may differ between two servers: what is opaque, what is new in each answer, and the names that we gave. */
const OWN = new Set(['next_cursor', 'previous_cursor', 'created_at', 'updated_at', 'id', 'name']);

const QUERIES = [
  '?size=20',
  '?size=20&page=3',
  '?size=5&order_by=name',
  '?size=20&status=active&quantity__gte=500&search=marble',
  '?size=20&include_total=false&order_by=-quantity',
  '?size=20&include_total=false&status=active&quantity__gte=300&order_by=name',
  '?size=20&include=owner',
];

const ORDER_QUERIES = [
  '?size=20',
  '?size=20&order_by=number&include_total=false',
  '?size=20&page=7&order_by=-customer__name',
  '?size=20&customer__name=oak%20no.%2010',
  '?size=20&customer__name__ilike=cedar&order_by=customer__name',
  '?size=20&include=customer,lines',
];

/**
 * Sends the same requests to both servers.
 *
 * @throws Error naming the first request that they answer differently
 */
export async function compare(baseline: Api, strata: Api): Promise<void> {
  const { items } = await strata.page(`${LIST}?size=1`);
  const one = `${LIST}/${items[0]!.id}`;
  const orders = ORDER_QUERIES.map((query) => ORDERS + query);
  for (const path of [one, ...QUERIES.map((query) => LIST + query), ...orders]) {
    await same(`GET ${path}`, false, (api) => api.send('GET', path));
  }
  await same('GET with If-None-Match', false, (api) =>
    api.send('GET', one, undefined, { 'if-none-match': '"1"' }),
  );
  await same('GET by cursor', false, async (api) => {
    const { next_cursor: cursor } = await api.page(`${LIST}?size=20&page=2`);
    return api.send('GET', `${LIST}?size=20&cursor=${cursor}`);
  });
  await same('GET by cursor in the order of a reference', false, async (api) => {
    const sorted = `${ORDERS}?size=20&order_by=customer__name`;
    const { next_cursor: cursor } = await api.page(`${sorted}&page=2`);
    return api.send('GET', `${sorted}&cursor=${cursor}`);
  });
  await same('POST, PATCH and PUT', true, writes);
  await same('refused requests', true, refusals);

  async function same(name: string, writing: boolean, ask: (api: Api) => Promise<unknown>): Promise<void> {
    const [expected, actual] = [await ask(baseline), await ask(strata)];
    if (!isDeepStrictEqual(comparable(expected, writing), comparable(actual, writing))) {
      throw new Error(
        `The servers answer differently: ${name}\nbaseline: ${JSON.stringify(expected)}\nstrata: ${JSON.stringify(actual)}`,
      );
    }
  }
}

let suffix = 0;

async function writes(api: Api): Promise<unknown[]> {
  const name = `bench compare ${++suffix}`;
  const created = await api.send('POST', LIST, { name: ` ${name} `, quantity: 2 });
  const { id } = created.body as { id: string };
  const path = `${LIST}/${id}`;
  const rows = [{ name }, { name: `${name} b`, description: 'b', quantity: 1, status: 'active' }];
  return [
    created,
    await api.send('PATCH', path, { description: 'changed' }, { 'if-match': '"1"' }),
    await api.send('PATCH', path, { description: 'changed' }, { 'if-match': '"2"' }),
    await api.send('PATCH', path, {}),
    await api.send('PUT', `${LIST}/bulk`, { items: rows }),
    await api.send('PUT', `${LIST}/bulk`, { items: rows.map((row) => ({ ...row, quantity: 9 })) }),
    await api.send('GET', path),
  ];
}

/** Statuses only: the words of an error are up to each server. */
async function refusals(api: Api): Promise<number[]> {
  const name = `bench refused ${++suffix}`;
  const created = await api.send('POST', LIST, { name });
  const path = `${LIST}/${(created.body as { id: string }).id}`;
  const answers = [
    await api.send('POST', LIST, { name }),
    await api.send('POST', LIST, { name: '  ' }),
    await api.send('POST', LIST, { name: 'x', other: 1 }),
    await api.send('PATCH', path, { quantity: -1 }),
    await api.send('PATCH', path, { quantity: 1 }, { 'if-match': '"7"' }),
    await api.send('PUT', `${LIST}/bulk`, { items: [{ name }, { name }] }),
    await api.send('GET', `${LIST}/00000000-0000-7000-8000-000000000000`),
    await api.send('GET', `${LIST}/none`),
    await api.send('GET', `${LIST}?unknown=1`),
    await api.send('GET', `${LIST}?cursor=forged`),
    await api.send('GET', path, undefined, { authorization: 'Bearer s_none' }),
  ];
  return answers.map(({ status }) => status);
}

/** Leaves out what differs between equal answers. */
function comparable(value: unknown, writing: boolean): unknown {
  if (Array.isArray(value)) {
    return value.map((part) => comparable(part, writing));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const skipped = (name: string): boolean => (writing ? OWN.has(name) : name.endsWith('_cursor'));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !skipped(name))
      .map(([name, part]) => [name, comparable(part, writing)]),
  );
}
