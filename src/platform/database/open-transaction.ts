import { AsyncLocalStorage } from 'node:async_hooks';

const open = new AsyncLocalStorage<(() => void)[] | undefined>();

/**
 * Runs `commit`, which is a transaction from its begin to its end, and then what was left to be done after it. Inside
 * another one, that is done after the outer one; where this one fails, and with it what it was about, it is never done.
 */
export async function followed<T>(commit: () => Promise<T>): Promise<T> {
  const outer = open.getStore();
  const effects: (() => void)[] = [];
  const result = await open.run(effects, commit);
  if (outer) {
    outer.push(...effects);
  } else {
    effects.forEach((effect) => effect());
  }
  return result;
}

/** Runs what belongs to no transaction around it: what is left to be done does not wait for that one. */
export function unfollowed<T>(work: () => Promise<T>): Promise<T> {
  return open.run(undefined, work);
}

/** Leaves something to be done once the transaction around has committed. @returns false where there is none */
export function follow(effect: () => void): boolean {
  return Boolean(open.getStore()?.push(effect));
}
