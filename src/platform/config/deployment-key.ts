import { hkdfSync } from 'node:crypto';
import type { Config } from './config.js';

const BYTES = 32;

/**
 * A key for digests that nobody can compute who has only what they are stored in – a dump, a Redis. All processes of a
 * deployment have the same one: it is made from the password of the database, or from the directory of an embedded one.
 *
 * @param purpose another one gives another key
 */
export function deploymentKey(
  { DATABASE_URL, DATABASE_DIR }: Pick<Config, 'DATABASE_URL' | 'DATABASE_DIR'>,
  purpose: string,
): Buffer {
  const secret = DATABASE_URL ? new URL(DATABASE_URL).password : DATABASE_DIR;
  return Buffer.from(hkdfSync('sha256', secret, 'strata', purpose, BYTES));
}
