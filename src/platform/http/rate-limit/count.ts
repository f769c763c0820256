/** What a storage tells of one window. */
export interface Count {
  hits: number;
  /** Whole seconds until the window ends, rounded up. */
  seconds_left: number;
}

/** Where counts are kept. */
export interface Counts {
  /** Counts one hit. @param ttl the length of a window in milliseconds, the same in every call */
  increment(key: string, ttl: number): Promise<Count>;
  /** Forgets the hits of a key. */
  forget(key: string): Promise<void>;
}

export function countOf(hits: number, millisecondsLeft: number): Count {
  // Whole milliseconds first: a difference of two clock readings may be a hair above a whole minute.
  return { hits, seconds_left: Math.max(1, Math.ceil(Math.round(millisecondsLeft) / 1000)) };
}
