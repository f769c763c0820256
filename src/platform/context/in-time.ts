/**
 * Waits for an answer, but not for ever.
 *
 * @param limit in milliseconds
 * @param from whose answer it is, for the message
 * @throws Error if there is none in time
 */
export async function inTime<T>(answer: Promise<T>, limit: number, from?: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`No answer${from ? ` from ${from}` : ''} within ${limit} ms`));
  }, limit);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
