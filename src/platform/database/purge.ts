import type { Database } from './database.js';

/** Rows in one statement: few enough to hold no lock for long. */
const BATCH = 1_000;

/**
 * Removes rows batch by batch, each in a transaction of its own. Several processes may begin at once: while one of them
 * removes, the others find nothing to do.
 *
 * @param what is removed; work of the same name excludes each other
 * @param remove removes so many rows at most, and returns how many it has
 * @param isStopped whether to stop after this batch
 * @returns how many rows were removed here
 */
export async function purge(
  database: Database,
  what: string,
  remove: (limit: number) => Promise<number>,
  isStopped = (): boolean => false,
): Promise<number> {
  let removed = 0;
  for (let batch = BATCH; batch === BATCH && !isStopped(); removed += batch) {
    batch = await database.transaction(async () => ((await isFree(database, what)) ? remove(BATCH) : 0));
  }
  return removed;
}

/** Takes the lock of some work until the transaction ends. @returns false, at once, if another transaction has it */
async function isFree(database: Database, what: string): Promise<boolean> {
  const [row] = await database.query<{ free: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free',
    [`purge ${what}`],
  );
  return row!.free;
}
