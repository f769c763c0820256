/** Whether a value is an error, of whatever realm: `instanceof` knows only those of its own. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
