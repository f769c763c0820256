import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/* Loaded into a server by a test: its event loop stands still as soon as the file STAND_STILL is there. */
if (isMainThread) {
  setInterval(() => {
    if (existsSync(process.env.STAND_STILL)) for (;;);
  }, 100).unref();
}
