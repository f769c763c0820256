import { currentContext } from '../context/request-context.js';

/**
 * Runs `work` in a transaction: committed when it returns, rolled back when it throws. Inside another transaction it
 * joins that one. After a deadlock or a serialization failure the whole work runs again, so keep its effects in the
 * database; for others there is `Database.afterCommit`.
 *
 * @throws Error outside of a unit of work (a request, or `runInContext` in jobs and commands)
 */
export async function transaction<T>(work: () => Promise<T>): Promise<T> {
  const context = currentContext();
  if (!context) {
    throw new Error(
      'A transaction needs a unit of work: call it in a request, or wrap the call in runInContext()',
    );
  }
  return context.database.transaction(work);
}

type AsyncMethod = (...args: never[]) => Promise<unknown>;

/** Makes a method transactional, see `transaction`. */
export function Transactional() {
  return <M extends AsyncMethod>(
    _target: object,
    _name: string,
    descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const method = descriptor.value!;
    descriptor.value = function (this: unknown, ...args: Parameters<M>) {
      return transaction(() => method.apply(this, args));
    } as M;
  };
}
