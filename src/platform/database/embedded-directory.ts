import { Logger } from '@nestjs/common';
import { access, chmod, constants, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.js';
import { StartError } from '../errors/start-error.js';
import { lockDirectory } from './directory-lock.js';
import { freeSpace, MIN_FREE_BYTES } from './free-space.js';

/** The PostgreSQL whose files the embedded one reads. */
export const EMBEDDED_VERSION = '18';

const ELSE = 'set DATABASE_DIR to another directory, or DATABASE_URL to a PostgreSQL server';

/** What the system says about a path, in words. */
const REASONS: Record<string, string> = {
  EACCES: 'this user may not read and write there',
  EPERM: 'this user may not read and write there',
  EISDIR: 'a directory is where a file should be',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ENOENT: 'a part of its path does not exist and cannot be made',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links go round in a circle',
};

/**
 * Takes the directory of the embedded database for this process alone; makes it when there is none.
 *
 * @returns gives it back
 * @throws StartError that says what is wrong with the directory, or who uses it
 */
export async function takeDirectory(directory: string): Promise<() => Promise<void>> {
  await check(directory);
  await keepToOwner(directory);
  try {
    return await lockDirectory(directory);
  } catch (error) {
    throw unusable(directory, error);
  }
}

/**
 * What to tell a person before the embedded database is made, which is the longest part of a first start.
 *
 * @returns undefined if it is there already, or a server is used
 */
export async function aboutNewDatabase({
  DATABASE_URL,
  DATABASE_DIR,
}: Pick<Config, 'DATABASE_URL' | 'DATABASE_DIR'>): Promise<string | undefined> {
  const isNew = !DATABASE_URL && !(await isThere(path.join(DATABASE_DIR, 'PG_VERSION')));
  return isNew ? `Making the embedded database in ${DATABASE_DIR}, which takes a few seconds` : undefined;
}

async function check(directory: string): Promise<void> {
  const files = await filesIn(directory);
  if (files.length > 0 && !files.includes('PG_VERSION')) {
    throw new StartError(
      `The directory ${directory} holds other files and no database. Empty it, or ${ELSE}.`,
    );
  }
  const version = files.length > 0 ? await versionOf(directory) : '';
  if (version !== '' && version !== EMBEDDED_VERSION) {
    throw new StartError(
      `The database in ${directory} was made by PostgreSQL ${version}, and this version reads PostgreSQL ` +
        `${EMBEDDED_VERSION}. Go back to the version that made it and save the data with pg_dump; or ${ELSE}.`,
    );
  }
  if ((await freeSpace(directory)) < MIN_FREE_BYTES) {
    throw new StartError(
      `The disk of ${directory} is full: the database needs ${MIN_FREE_BYTES / 2 ** 20} MiB free. Make room, or ${ELSE}.`,
    );
  }
}

async function versionOf(directory: string): Promise<string> {
  try {
    return (await readFile(path.join(directory, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    throw unusable(directory, error);
  }
}

/** The error of a database that is there and cannot be opened. */
export function damagedDirectory(directory: string, cause: unknown): StartError {
  return new StartError(
    `The database in ${directory} cannot be opened: its files are damaged. Restore them from a backup, ` +
      `or move the directory away to start with an empty database; or ${ELSE}.`,
    { cause },
  );
}

/** Says of an error of the file system what is wrong with the directory; any other error stays as it is. */
function unusable(directory: string, error: unknown): unknown {
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (!syscall) {
    return error;
  }
  const reason = REASONS[code] ?? `the system says ${code}`;
  return new StartError(
    `The directory ${directory} cannot be used for the database: ${reason} (${code}). Correct that, or ${ELSE}.`,
    { cause: error },
  );
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    await makeDirectory(path.resolve(directory));
    const files = await readdir(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return files;
  } catch (error) {
    if (['ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw new StartError(`DATABASE_DIR is ${directory}, which is a file or lies below one: ${ELSE}.`, {
        cause: error,
      });
    }
    throw unusable(directory, error);
  }
}

/** Rows are nobody else's business on the machine. */
const OWNER_ONLY = 0o700;

/** What PostgreSQL too puts up with: the owner's rights, and that the group reads. */
const TAKEN_AWAY = 0o027;

/** A directory that somebody else made, or an earlier version, may be open to every user of the machine. */
async function keepToOwner(directory: string): Promise<void> {
  if (((await stat(directory)).mode & TAKEN_AWAY) === 0) {
    return;
  }
  try {
    await chmod(directory, OWNER_ONLY);
  } catch (err) {
    new Logger('Database').warn(
      { err },
      `Other users of this machine may read the database in ${directory}: have its owner run "chmod 700" on it`,
    );
  }
}

/** Unlike `mkdir` with `recursive`, which goes on for ever where a parent is there and takes no folder (`/proc`). */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, OWNER_ONLY);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === 'ENOENT' && !(await isThere(parent))) {
      await makeDirectory(parent);
      await mkdir(directory, OWNER_ONLY);
    } else if (code !== 'EEXIST') {
      throw error;
    }
  }
}

async function isThere(directory: string): Promise<boolean> {
  return access(directory).then(
    () => true,
    () => false,
  );
}
