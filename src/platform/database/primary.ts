import type { AbstractSqlConnection, SqlEntityManager } from '@mikro-orm/sql';
import pg from 'pg';
import { translateDatabaseError } from './database-errors.js';
import { repeated } from './retry.js';
import { onPool, rowsOf } from './run-statement.js';

/** The pool of connections at one moment. */
export interface Connections {
  used: number;
  idle: number;
  waiting: number;
}

/** The server that takes writes, or the embedded database: statements of their own run here, without the ORM between. */
export class Primary {
  #pool: pg.Pool | 'embedded' | undefined;

  constructor(private readonly em: SqlEntityManager) {}

  /** Connections and callers that wait for one; undefined for the embedded database and before the first use. */
  get connections(): Connections | undefined {
    if (!(this.#pool instanceof pg.Pool)) return undefined;
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { used: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  /**
   * Runs one statement outside of any transaction; after a deadlock and the like again.
   *
   * @throws AppError for whatever the client can be told about
   */
  async query<R>(text: string, values: readonly unknown[]): Promise<R[]> {
    const connection = this.em.getConnection('write');
    this.#pool ??= await poolOf(connection);
    const pool = this.#pool;
    try {
      return await repeated(() =>
        pool === 'embedded' ? rowsOf<R>(connection.getClient(), text, values) : onPool<R>(pool, text, values),
      );
    } catch (error) {
      throw translateDatabaseError(error, text);
    }
  }
}

/** The pool of a PostgreSQL connection, to be used without the ORM between. */
async function poolOf(connection: AbstractSqlConnection): Promise<pg.Pool | 'embedded'> {
  const native = await connection.getNativeClient();
  return native instanceof pg.Pool ? native : 'embedded';
}
