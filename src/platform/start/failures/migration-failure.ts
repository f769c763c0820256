import { MigrationFailedError } from '../../database/run-migrations.js';
import type { Failure } from './failure.js';

/** A migration does not run on this database. */
export function migrationFailure({ error, root }: Failure): string | undefined {
  if (!(error instanceof MigrationFailedError)) {
    return undefined;
  }
  const { migration } = error;
  const code = root.code ? ` (${root.code})` : '';
  return (
    `The migration ${migration} failed and was undone: ${root.message}${code}. ` +
    `Correct migrations/${migration}.ts or the database, then start again; "npm run migration:pending" lists what is left.`
  );
}
