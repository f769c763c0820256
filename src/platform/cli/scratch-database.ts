import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../config/config.js';

/**
 * Runs `work` with the configuration of an empty embedded database of its own, removed afterwards. What migrations
 * make of it is the truth about the schema, whatever state the developer's database is in.
 */
export async function withScratchDatabase<T>(
  config: Config,
  work: (scratch: Config) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'strata-'));
  try {
    return await work({
      ...config,
      DATABASE_URL: undefined,
      DATABASE_DIR: path.join(directory, 'db'),
      // Migrations name no schema, so what is compared is not in a particular one.
      DATABASE_SCHEMA: 'public',
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
