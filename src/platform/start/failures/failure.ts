import type { Config } from '../../config/config.js';
import type { DatabaseError } from '../../database/database-errors.js';

/** An error that kept the server from starting, and what may explain it. */
export interface Failure {
  error: Error;
  /** The error below those of the ORM and ours, with what the system or the database says of it. */
  root: DatabaseError &
    Partial<NodeJS.ErrnoException> & { hostname?: string; address?: string; port?: number };
  config: Config;
}

/** Says what a person can do about a failure; undefined if it is of another kind. */
export type Explain = (failure: Failure) => string | undefined;
