import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Query } from './database.js';
import { forbidden, notFound, stale } from './errors.js';
import { expectedVersion, ifNoneMatch } from './etag.js';
import { COLUMNS, type Item, type ItemInput, type ListedItem } from './item.js';
import { linkHeader } from './link.js';
import { type List, type ListQuery, readPage } from './list.js';
import {
  createBody,
  FILTERS,
  idParams,
  itemSchema,
  listQueryOf,
  pageSchema,
  patchBody,
  upsertBody,
  upsertedSchema,
} from './schemas.js';
import { trimStrings } from './trim.js';
import { upsert } from './upsert.js';

const GET = `select ${COLUMNS} from items where id = $1 and deleted_at is null`;

const LIST: List = {
  table: 'items',
  columns: COLUMNS,
  filters: FILTERS,
  search: ['name', 'description'],
  sortKeys: {
    created_at: { sql: 'created_at', type: 'timestamptz' },
    name: { sql: 'name', type: 'varchar' },
    quantity: { sql: 'quantity', type: 'int' },
  },
};

const OWNERS = 'select id, display_name from users where id = any($1::uuid[]) and deleted_at is null';

const INSERT = `insert into items (id, name, description, quantity, status, owner_id, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $7) returning ${COLUMNS}`;

const CHANGEABLE = ['name', 'description', 'quantity', 'status'] as const;

export function registerItems(server: FastifyInstance, query: Query): void {
  const signedIn = { onRequest: server.authenticate };

  server.get<{ Params: { id: string } }>(
    '/api/v1/items/:id',
    { ...signedIn, schema: { params: idParams, response: { 200: itemSchema } } },
    async (request, reply) => {
      const [item] = await query<Item>(GET, [request.params.id]);
      if (!item) {
        throw notFound();
      }
      return tagged(request, reply, item);
    },
  );

  server.get<{ Querystring: ListQuery }>(
    '/api/v1/items',
    { ...signedIn, schema: { querystring: listQueryOf(LIST, ['owner']), response: { 200: pageSchema } } },
    async (request, reply) => {
      const page = await readPage<ListedItem>(query, LIST, request.query);
      if (request.query.include) {
        await addOwners(query, page.items);
      }
      void reply.header('link', linkHeader(request.url, page));
      return page;
    },
  );

  server.post<{ Body: ItemInput }>(
    '/api/v1/items',
    { ...signedIn, preValidation: trimStrings, schema: { body: createBody, response: { 201: itemSchema } } },
    async (request, reply) => {
      const { name, description, quantity, status } = request.body;
      const values = [uuidv7(), name, description ?? null, quantity, status, request.user!.id, new Date()];
      const [item] = await query<Item>(INSERT, values);
      void reply.status(201).header('location', `/api/v1/items/${item!.id}`);
      return tagged(request, reply, item!);
    },
  );

  server.patch<{ Params: { id: string }; Body: Partial<ItemInput> }>(
    '/api/v1/items/:id',
    {
      ...signedIn,
      preValidation: trimStrings,
      schema: { params: idParams, body: patchBody, response: { 200: itemSchema } },
    },
    async (request, reply) => tagged(request, reply, await change(query, request)),
  );

  server.put<{ Body: { items: ItemInput[] } }>(
    '/api/v1/items/bulk',
    {
      ...signedIn,
      bodyLimit: 8_388_608,
      preValidation: trimStrings,
      schema: { body: upsertBody, response: { 200: upsertedSchema } },
    },
    async (request) => upsert(query, request.body.items, request.user!.id),
  );
}

async function addOwners(query: Query, items: ListedItem[]): Promise<void> {
  const ids = [...new Set(items.map(({ owner_id: id }) => id))];
  const owners = await query<{ id: string; display_name: string }>(OWNERS, [ids]);
  const byId = new Map(owners.map((owner) => [owner.id, owner]));
  for (const item of items) item.owner = byId.get(item.owner_id) ?? null;
}

/**
 * Changes a row in one statement: if it is the caller's, has the expected version, and anything differs. Only when
 * nothing was changed does a second one tell why.
 */
async function change(
  query: Query,
  request: FastifyRequest<{ Params: { id: string }; Body: Partial<ItemInput> }>,
): Promise<Item> {
  const { id } = request.params;
  const { id: caller, role } = request.user!;
  const owner = role === 'admin' ? null : caller;
  const version = expectedVersion(request.headers['if-match']) ?? null;
  const given = CHANGEABLE.filter((name) => request.body[name] !== undefined);
  if (given.length > 0) {
    const values = [id, owner, version, new Date(), ...given.map((name) => request.body[name])];
    const [changed] = await query<Item>(updateOf(given), values);
    if (changed) {
      return changed;
    }
  }
  const [stored] = await query<Item>(GET, [id]);
  if (!stored) {
    throw notFound();
  }
  if (owner !== null && stored.owner_id !== owner) {
    throw forbidden();
  }
  if (version !== null && stored.version !== version) {
    throw stale();
  }
  return stored;
}

function updateOf(names: readonly string[]): string {
  const sets = names.map((name, i) => `${name} = $${i + 5}`).join(', ');
  const differs = names.map((name, i) => `${name} is distinct from $${i + 5}`).join(' or ');
  return `update items set ${sets}, updated_at = $4, version = version + 1
    where id = $1 and deleted_at is null and ($2::uuid is null or owner_id = $2)
      and ($3::int is null or version = $3) and (${differs}) returning ${COLUMNS}`;
}

function tagged(request: FastifyRequest, reply: FastifyReply, item: Item): Item | undefined {
  const tag = `"${item.version}"`;
  void reply.header('etag', tag);
  if (request.method === 'GET' && ifNoneMatch(request.headers['if-none-match'], tag)) {
    void reply.status(304);
    return undefined;
  }
  return item;
}
