import { v7 as uuidv7 } from 'uuid';
import type { Query } from './database.js';
import { invalid } from './errors.js';
import { COLUMNS, type Item, type ItemInput } from './item.js';

type UpsertRow = Partial<ItemInput> & { name: string };

const INPUT = `unnest($1::uuid[], $2::varchar[], $3::text[], $4::int[], $5::text[])
  as input(id, name, description, quantity, status)`;

const WRITE = `on conflict (owner_id, name) where deleted_at is null
  do update set description = excluded.description, quantity = excluded.quantity, status = excluded.status,
    updated_at = excluded.updated_at, version = stored.version + 1
  where (stored.description, stored.quantity, stored.status)
    is distinct from (excluded.description, excluded.quantity, excluded.status)
  returning ${COLUMNS}`;

const INSERT =
  'insert into items as stored (id, name, description, quantity, status, owner_id, created_at, updated_at)';

/** Every row has every field: they can be taken as they are. */
const UPSERT = `${INSERT}
  select id, name, description, quantity, status, $6, $7, $7 from ${INPUT} order by name ${WRITE}`;

/** Some rows lack fields: those keep what is stored. `$8` tells which rows have a description. */
const UPSERT_PARTIAL = `${INSERT}
  select input.id, input.name,
    case when $8::boolean[] @> array[true] and ($8::boolean[])[input.n] then input.description else live.description end,
    coalesce(input.quantity, live.quantity, 0), coalesce(input.status, live.status, 'draft'), $6, $7, $7
  from unnest($1::uuid[], $2::varchar[], $3::text[], $4::int[], $5::text[])
    with ordinality as input(id, name, description, quantity, status, n)
  left join items live on live.owner_id = $6 and live.name = input.name and live.deleted_at is null
  order by input.name ${WRITE}`;

const BY_NAME = `select ${COLUMNS} from items where owner_id = $1 and name = any($2::varchar[]) and deleted_at is null`;

export async function upsert(
  query: Query,
  rows: UpsertRow[],
  owner: string,
): Promise<{ created: number; updated: number; ignored: number; items: Item[] }> {
  refuseDuplicates(rows);
  const ids = rows.map(() => uuidv7());
  const complete = rows.every(
    ({ description, quantity, status }) =>
      description !== undefined && quantity !== undefined && status !== undefined,
  );
  const values = [
    ids,
    rows.map(({ name }) => name),
    rows.map(({ description }) => description ?? null),
    rows.map(({ quantity }) => quantity ?? null),
    rows.map(({ status }) => status ?? null),
    owner,
    new Date(),
  ];
  const written = await (complete
    ? query<Item>(UPSERT, values)
    : query<Item>(UPSERT_PARTIAL, [...values, rows.map(({ description }) => description !== undefined)]));
  const byName = new Map(written.map((item) => [item.name, item]));
  const left = rows.filter(({ name }) => !byName.has(name));
  if (left.length > 0) {
    const found = await query<Item>(BY_NAME, [owner, left.map(({ name }) => name)]);
    found.forEach((item) => byName.set(item.name, item));
  }
  const items = rows.map(({ name }) => byName.get(name)!);
  const created = items.filter(({ id }, i) => id === ids[i]).length;
  return { created, updated: written.length - created, ignored: left.length, items };
}

function refuseDuplicates(rows: UpsertRow[]): void {
  const seen = new Set<string>();
  rows.forEach(({ name }, i) => {
    if (seen.has(name)) {
      throw invalid(['body', 'items', i, 'name'], 'duplicate', 'Another row has the same name');
    }
    seen.add(name);
  });
}
