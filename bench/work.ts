import type { Request } from 'autocannon';
import type { Account, Api, Row } from './api.js';
import type { Baseline } from './options.js';

/** What a work needs to know before it can be put to a server. */
export interface Setting {
  /** The server that is to be measured. */
  api: Api;
  account: Account;
}

/** The least ratios to a baseline. */
export interface Target {
  cpu: number;
  throughput: number;
}

/** One kind of request that is measured. */
export interface Work {
  name: string;
  /** For each baseline; reported only if left out. */
  targets?: Record<Baseline, Target>;
  /** Requests in flight, if not as many as the command line says. */
  connections?: number;
  /** Whether it leaves rows behind. */
  writes?: boolean;
  /** Makes the requests; each connection sends them in turn, over and over. */
  requests(setting: Setting): Promise<Request[]>;
}

const LIST = '/api/v1/items';
const ORDERS = '/api/v1/orders';

/** Rows that are read or changed, of all parts of the table. */
async function someRows({ api }: Setting): Promise<Row[]> {
  const { pages } = await api.page(`${LIST}?size=50`);
  const step = Math.max(1, Math.floor(pages! / 10));
  const rows: Row[] = [];
  for (let page = 1; page <= pages! && rows.length < 500; page += step) {
    rows.push(...(await api.page(`${LIST}?size=50&page=${page}`)).items);
  }
  return rows;
}

async function getOne(setting: Setting): Promise<Request[]> {
  return (await someRows(setting)).map(({ id }) => ({ path: `${LIST}/${id}` }));
}

async function getUnchanged(setting: Setting): Promise<Request[]> {
  return (await someRows(setting)).map(({ id, version }) => ({
    path: `${LIST}/${id}`,
    headers: { 'if-none-match': `"${version}"` },
  }));
}

/** Pages of 20 by cursor, from a place between 0 (the first page) and 1 (the last rows) of the list. */
function cursorPages(place: number, parameters = '', list = LIST): Work['requests'] {
  return async ({ api }) => {
    const { total } = await api.page(`${list}?size=1`);
    const page = Math.max(1, Math.floor((total! / 100) * place) - 3);
    let { next_cursor: cursor } = await api.page(`${list}?size=100&page=${page}${parameters}`);
    const requests: Request[] = [];
    for (let i = 0; i < 10 && cursor; i++) {
      const path = `${list}?size=20&cursor=${cursor}${parameters}`;
      requests.push({ path });
      ({ next_cursor: cursor } = await api.page(path));
    }
    return requests;
  };
}

const offsetPages: Work['requests'] = async () =>
  Array.from({ length: 20 }, (_, i) => ({ path: `${LIST}?size=20&page=${i + 1}` }));

const searchedPages: Work['requests'] = async () =>
  ['harbour', 'marble', 'canvas'].flatMap((word) =>
    [100, 200, 300].map((n) => ({
      path: `${LIST}?size=20&status=active&quantity__gte=${n}&search=${word}%20no.%20${n}`,
    })),
  );

/** Pages by a filter, in an order that is not that of creation, without the count. */
const sortedPages: Work['requests'] = async () =>
  ['-quantity', 'name'].flatMap((order) =>
    [100, 200, 300].map((n) => ({
      path: `${LIST}?size=20&include_total=false&status=active&quantity__gte=${n}&order_by=${order}`,
    })),
  );

/** Pages whose rows hold their owner. */
const includedPages: Work['requests'] = cursorPages(0, '&include=owner');

/** The orders of one customer, and those of about a hundred by a part of their names. */
const ordersOfCustomers: Work['requests'] = async () =>
  ['harbour no. 403', 'marble no. 406', 'canvas no. 408'].flatMap((name) =>
    [`customer__name=${name}`, `customer__name__ilike=${name.slice(0, -2)}`].map((filter) => ({
      path: encodeURI(`${ORDERS}?size=20&include_total=false&${filter}`),
    })),
  );

let made = 0;

/** A name that no row has; `tidy` takes its row away. */
function newName(): string {
  return `bench ${process.pid} ${++made}`;
}

const JSON_BODY = { 'content-type': 'application/json' };

const create: Work['requests'] = async () => [
  {
    method: 'POST',
    path: LIST,
    headers: JSON_BODY,
    setupRequest: (request) => ({
      ...request,
      body: JSON.stringify({ name: newName(), description: 'A table', quantity: 3, status: 'active' }),
    }),
  },
];

/** Each row is changed by one connection at a time, which knows its version. */
async function change(setting: Setting): Promise<Request[]> {
  const free = await someRows(setting);
  return [
    {
      method: 'PATCH',
      setupRequest: (request, context) => {
        const row = free.pop()!;
        Object.assign(context, { row });
        return {
          ...request,
          path: `${LIST}/${row.id}`,
          headers: { ...request.headers, ...JSON_BODY, 'if-match': `"${row.version}"` },
          body: JSON.stringify({
            quantity: 1_000 + ((row.version * 7) % 1_000_000),
            description: `Changed ${row.version} times`,
          }),
        };
      },
      onResponse: (status, _body, context) => {
        const { row } = context as { row: Row };
        free.unshift(status === 200 ? { ...row, version: row.version + 1 } : row);
      },
    },
  ];
}

/** 1,000 rows, half of which exist and change. */
const upsert: Work['requests'] = async () => {
  const rows = Array.from({ length: 500 }, (_, i) => `bench upsert ${i}`);
  return [
    {
      method: 'PUT',
      path: `${LIST}/bulk`,
      headers: JSON_BODY,
      setupRequest: (request) => {
        const quantity = ++made;
        const names = [...rows, ...rows.map(() => newName())];
        const items = names.map((name) => ({ name, description: `Lot ${name}`, quantity, status: 'active' }));
        return { ...request, body: JSON.stringify({ items }) };
      },
    },
  ];
};

const signIn: Work['requests'] = async ({ account: { visitor } }) => [
  {
    method: 'POST',
    path: '/api/v1/auth/login',
    headers: JSON_BODY,
    body: JSON.stringify({ email: visitor.email, password: visitor.password }),
  },
];

/** Of 20 requests: 10 single rows, 3 of them unchanged, 5 pages, 3 new rows, 2 changes. */
async function mix(setting: Setting): Promise<Request[]> {
  const [rows, unchanged, cursors, offsets, creates, changes] = await Promise.all([
    getOne(setting),
    getUnchanged(setting),
    cursorPages(0)(setting),
    offsetPages(setting),
    create(setting),
    change(setting),
  ]);
  return [
    ...rows.slice(0, 4),
    ...cursors.slice(0, 4),
    ...creates,
    ...changes,
    ...unchanged.slice(0, 3),
    ...creates,
    ...offsets.slice(2, 3),
    ...rows.slice(4, 7),
    ...changes,
    ...creates,
  ];
}

/** One ratio to the full baseline, by CPU and by throughput, and one each to the bare one. */
function targets(full: number, bareCpu: number, bareThroughput: number): Record<Baseline, Target> {
  return {
    full: { cpu: full, throughput: full },
    bare: { cpu: bareCpu, throughput: bareThroughput },
  };
}

const READ = targets(0.75, 0.7, 0.75);

/** Everything that is measured, in the order of the report. */
export const WORKS: readonly Work[] = [
  { name: 'get', targets: READ, requests: getOne },
  { name: 'get-304', targets: READ, requests: getUnchanged },
  { name: 'cursor-page', targets: READ, requests: cursorPages(0) },
  { name: 'cursor-page-end', targets: READ, requests: cursorPages(1) },
  { name: 'offset-page', targets: targets(0.75, 0.65, 0.9), requests: offsetPages },
  { name: 'search-page', targets: READ, requests: searchedPages },
  { name: 'sorted-page', targets: READ, requests: sortedPages },
  { name: 'include-page', requests: includedPages },
  { name: 'orders-by-number', requests: cursorPages(0.5, '&order_by=number', ORDERS) },
  { name: 'orders-by-customer', requests: cursorPages(0.5, '&order_by=customer__name', ORDERS) },
  { name: 'orders-of-customers', requests: ordersOfCustomers },
  { name: 'orders-with-lines', requests: cursorPages(0, '&include=customer,lines', ORDERS) },
  { name: 'create', targets: targets(0.7, 0.7, 0.75), writes: true, requests: create },
  { name: 'patch', targets: targets(0.6, 0.65, 0.7), writes: true, requests: change },
  {
    name: 'bulk-upsert',
    targets: targets(0.75, 0.6, 0.75),
    writes: true,
    connections: 2,
    requests: upsert,
  },
  { name: 'login', writes: true, connections: 4, requests: signIn },
  { name: 'mix', writes: true, requests: mix },
];
