import type { ThrottlerStorage } from '@nestjs/throttler';

/** What a storage tells of one client's window; times are in whole seconds, rounded up. */
export type Count = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Where counts are kept. */
export interface Counts extends ThrottlerStorage {
  /** Forgets the hits of a key. */
  forget(key: string): Promise<void>;
}

/** @param millisecondsLeft of the window; @param limit hits that pass in one window */
export function countOf(hits: number, millisecondsLeft: number, limit: number): Count {
  // Whole milliseconds first: a difference of two clock readings may be a hair above a whole minute.
  const seconds = Math.max(1, Math.ceil(Math.round(millisecondsLeft) / 1000));
  return {
    totalHits: hits,
    timeToExpire: seconds,
    isBlocked: hits > limit,
    timeToBlockExpire: seconds,
  };
}
