import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is yes. @throws Error if it is not within `ms` milliseconds */
export async function eventually(ask: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await ask())) {
    if (performance.now() > deadline) {
      throw new Error(`It did not come true within ${ms} ms: ${ask.toString()}`);
    }
    await pause(50);
  }
}
