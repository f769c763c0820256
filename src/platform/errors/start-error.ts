/** What stops the start because of how the application is written: the message names the class and says what to write. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
