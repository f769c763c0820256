/** Tells on standard error what is being done; on a terminal in one line that each call replaces. */
export function progress(text?: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text ?? ''}`);
  } else if (text) {
    process.stderr.write(`${text}\n`);
  }
}
