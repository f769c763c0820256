/** Words of which names and descriptions are made; each one is in one row of ten. */
export const WORDS = [
  'oak',
  'steel',
  'linen',
  'harbour',
  'walnut',
  'copper',
  'marble',
  'cedar',
  'canvas',
  'bronze',
];

/** SQL for an id of the kind that Strata makes: of a time, and of a hash in the place of chance. */
export function idFrom(at: string, hash: string): string {
  return (
    `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7' || substr(${hash}, 1, 3) ` +
    `|| '8' || substr(${hash}, 4, 15))::uuid`
  );
}

/**
 * Fills the table with rows that differ in every column: ids in the order of creation, one row a second, a third of the
 * rows in each status, quantities from 0 to 999. `$1` is the number of rows, `$2` their owner, `$3` the words.
 */
const SEED = `
  insert into items (id, created_at, updated_at, version, name, description, quantity, status, owner_id)
  select
    ${idFrom('at', 'hash')},
    at, at, 1,
    word || ' no. ' || n,
    case when n % 20 > 0 then 'Lot ' || substr(hash, 1, 6) || ' of ' || word end,
    (n % 1000 * 7919) % 1000,
    (array['draft', 'active', 'archived'])[1 + n % 3],
    $2::uuid
  from generate_series(1, $1::int) n
  cross join lateral (
    select date_trunc('second', now()) - make_interval(secs => $1::int - n + 60) as at, md5(n::text) as hash,
      ($3::text[])[1 + (n * 31) % 10] as word
  ) made`;

/** Runs one statement on the database of the benchmark. */
export type Run = <R>(text: string, values?: unknown[]) => Promise<R[]>;

/** Fills the table and lets the planner know. */
export async function seed(run: Run, rows: number, owner: string): Promise<void> {
  await run(SEED, [rows, owner, WORDS]);
  await run('vacuum analyze items');
}

/**
 * Takes away what the measured writes have made, so that every measurement finds the same table. Writes whose client has
 * left may still be under way: without the lock, they and this could wait for each other.
 */
export async function tidy(run: Run): Promise<void> {
  await run(`do $$ begin
    lock table items in exclusive mode;
    delete from items where name like 'bench %';
  end $$`);
  await run('vacuum analyze items');
}
