import { isRetryable } from './database-errors.js';

const MAX_ATTEMPTS = 3;

/** Runs `work` again, three times at most, while its error is one that may pass: a deadlock, say. It must change nothing when it fails. */
export async function repeated<R>(work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}
