/**
 * What stops the start: the application is written in a way that cannot work, or what surrounds it cannot be used. The
 * message says what to write or to do; nothing is added to it.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
