import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';

/** How often (ms) the event loop shows that it turns. */
const BEAT = 250;

/** How much longer (ms) than any statement may take the loop may stand still. */
const GRACE = 3_000;

/** What the watching thread is given. */
export interface Watch {
  /** Rises as long as the event loop turns. */
  beats: Int32Array;
  /** How long (ms) it may stand still. */
  limit: number;
}

/**
 * Ends the process when its event loop stands still: it would answer nobody, and hear no signal. The embedded database
 * works within the loop, so that can happen there (on a broken disk, say). Whatever was answered is stored. A thread of its
 * own watches; not while a debugger may stop the code.
 *
 * @param statementTimeout the longest run of one statement, in milliseconds
 */
export function watchEventLoop(statementTimeout: number): void {
  if (inspector.url()) {
    return;
  }
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(beats, 0, 1), BEAT).unref();
  const workerData: Watch = { beats, limit: statementTimeout + GRACE };
  new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  }).unref();
}
