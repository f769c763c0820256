import { randomFillSync } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** Random bytes are drawn for this many ids at once: a call for each costs ten times as much as the id itself. */
const IDS_PER_DRAW = 256;
const BYTES_PER_ID = 16;

const pool = new Uint8Array(IDS_PER_DRAW * BYTES_PER_ID);
let used = pool.length;
let msecs = 0;
let seq = 0;

/** A new UUIDv7; within one process each is greater than the one before it. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += BYTES_PER_ID));
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // 30 of 32 bits, so that counting up within a millisecond never overflows.
    seq = ((random[6]! & 0x3f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
  } else {
    seq++;
  }
  return uuidv7({ random, msecs, seq });
}
