import type { Answers, Line } from '../../cluster/line.js';
import type { Count, Counts } from './count.js';

/** Counts in the first process, for all workers together. */
export class PrimaryCounts implements Counts {
  constructor(private readonly primary: Line) {}

  increment(key: string, ttl: number): Promise<Count> {
    return this.primary.ask('increment', key, ttl);
  }

  async forget(key: string): Promise<void> {
    await this.primary.ask('forget', key);
  }
}

/** What the first process answers to `PrimaryCounts`. */
export function answersOf(counts: Counts): Answers {
  return {
    increment: (key: string, ttl: number) => counts.increment(key, ttl),
    forget: (key: string) => counts.forget(key),
  };
}
