import { existsSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/* Loaded into a server by a test: the disk is full as long as the file FULL_DISK is there. */
const statfs = promises.statfs;
promises.statfs = async (...args) => {
  const found = await statfs(...args);
  return existsSync(process.env.FULL_DISK) ? Object.assign(found, { bavail: 0 }) : found;
};
syncBuiltinESMExports();
