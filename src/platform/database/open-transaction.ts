import { AsyncLocalStorage } from 'node:async_hooks';

const open = new AsyncLocalStorage<(() => void)[]>();

/**
 * Runs `commit`, which is a transaction from its begin to its end, and then what was left to be done after it; inside
 * another one, that is done after the outer one.
 */
export async function followed<T>(commit: () => Promise<T>): Promise<T> {
  if (open.getStore()) {
    return commit();
  }
  const effects: (() => void)[] = [];
  const result = await open.run(effects, commit);
  effects.forEach((effect) => effect());
  return result;
}

/** Leaves something to be done once the transaction around has committed. @returns false where there is none */
export function follow(effect: () => void): boolean {
  return Boolean(open.getStore()?.push(effect));
}
