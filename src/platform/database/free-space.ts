import type { DatabaseConnection } from 'kysely';
import { statfs } from 'node:fs/promises';

/** What must be left on the disk. PostgreSQL writes 16 MiB at once, and the embedded one never comes back from a full disk. */
export const MIN_FREE_BYTES = 64 * 2 ** 20;

/** For so long (ms) a look at the disk counts: what is written meanwhile is far less than what must be left. */
const FRESH = 200;

/** Statements that write nothing, or end what was written before. */
const HARMLESS = /^\s*(?:select|show|begin|start|commit|rollback|savepoint|release|set|explain)\b/i;

/** The bytes that this user may still write where the directory is. */
export async function freeSpace(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** The disk is full: as PostgreSQL says it (`disk_full`), and answered like that. */
class DiskFullError extends Error {
  readonly code = '53100';

  constructor(directory: string) {
    super(`Nothing is written any more: the disk of ${directory} is full`);
    this.name = 'DiskFullError';
  }
}

/**
 * Refuses statements of a connection that write while the disk is full. PostgreSQL in the process would otherwise try for
 * ever, and neither requests nor signals would get through.
 */
export function refuseWhenFull(connection: DatabaseConnection, directory: string): void {
  let looked = 0;
  let free = 0;
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async (query, ...rest) => {
    if (!HARMLESS.test(query.sql)) {
      if (Date.now() - looked > FRESH) {
        free = await freeSpace(directory);
        looked = Date.now();
      }
      if (free < MIN_FREE_BYTES) {
        throw new DiskFullError(directory);
      }
    }
    return execute(query, ...rest);
  };
}
