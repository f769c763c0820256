import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { Watch } from './watchdog.js';

/** How often (ms) the beats are looked at. */
const CHECK = 1_000;

const { beats, limit } = workerData as Watch;
let last = -1;
let still = 0;

// Counts its own turns instead of reading a clock: while a machine sleeps, both threads do.
setInterval(() => {
  const beat = Atomics.load(beats, 0);
  still = beat === last ? still + CHECK : 0;
  last = beat;
  if (still > limit) {
    writeSync(
      2,
      `The process has answered nothing for ${still / 1000} s and hears no signal, so it is ended. Start it again; ` +
        'everything that was answered is stored. If it happens again, look at the disk of DATABASE_DIR.\n',
    );
    process.kill(process.pid, 'SIGKILL');
  }
}, CHECK);
