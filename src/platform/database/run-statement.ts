import { CompiledQuery, type Kysely } from 'kysely';
import type pg from 'pg';
import { keepsConnection } from './database-errors.js';

/** Runs a statement in a transaction, or on the embedded database. @returns its rows, as the driver gives them */
export async function rowsOf<R>(on: Kysely<unknown>, text: string, values: readonly unknown[]): Promise<R[]> {
  return (await on.executeQuery(CompiledQuery.raw(text, [...values]))).rows as R[];
}

/**
 * Runs a statement on a connection of a pool. Unlike the pool's own `query`, it keeps the connection after an error that
 * says nothing against it: a taken name, say.
 *
 * @returns its rows, as the driver gives them
 */
export async function onPool<R>(pool: pg.Pool, text: string, values: readonly unknown[]): Promise<R[]> {
  const client = await pool.connect();
  let broken = false;
  try {
    return (await client.query(text, values as unknown[])).rows as R[];
  } catch (error) {
    broken = !keepsConnection(error);
    throw error;
  } finally {
    client.release(broken);
  }
}
