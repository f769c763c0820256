import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import lockfile from 'proper-lockfile';
import { StartError } from '../errors/start-error.js';

/** The database directory is in use by a living process. */
export class DirectoryLockedError extends StartError {
  constructor(directory: string, owner: string) {
    super(
      `The database in ${directory} is in use by ${owner}. ` +
        'Stop that process, or set DATABASE_DIR to another directory, or DATABASE_URL to a PostgreSQL server.',
    );
  }
}

/** Without a sign of life for this long (ms) a lock counts as left behind, whatever its owner file says. */
const STALE_AFTER = 10_000;

/** The directories that this very process holds: after a restart in a container the old pid may be ours again. */
const held = new Set<string>();

/**
 * Takes the embedded database's directory, which must be there, for this process alone: two processes on one directory would destroy it.
 * The lock of a process that died is taken over, at once if it ran on this host.
 *
 * @returns gives the directory back
 * @throws DirectoryLockedError if another process uses it
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const target = path.resolve(directory);
  const lock = `${target}.lock`;
  const ownerFile = `${target}.owner`;
  const owner = await readFile(ownerFile, 'utf8').catch(() => '');
  if (!held.has(target) && diedOnThisHost(owner)) {
    await rm(lock, { recursive: true, force: true });
  }
  try {
    const release = await lockfile.lock(target, {
      realpath: false,
      lockfilePath: lock,
      stale: STALE_AFTER,
      update: 2_000,
    });
    await writeFile(ownerFile, `${process.pid} ${hostname()}`);
    held.add(target);
    return async () => {
      held.delete(target);
      await release();
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') {
      throw new DirectoryLockedError(
        directory,
        owner ? `process ${owner.replace(' ', ' on ')}` : 'another process',
      );
    }
    throw error;
  }
}

function diedOnThisHost(owner: string): boolean {
  const [pid, host] = owner.split(' ');
  if (host !== hostname()) {
    return false;
  }
  try {
    process.kill(Number(pid), 0);
    return Number(pid) === process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
