const WIDTH = 30;

/** How far a long command has come, in one line of a terminal; elsewhere only the end is told. */
export class ProgressBar {
  #done = 0;

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly output: NodeJS.WriteStream = process.stderr,
  ) {}

  /** @param count how many more are done */
  add(count: number): void {
    this.#done += count;
    if (this.output.isTTY) {
      const filled = Math.round((this.#done / Math.max(this.total, 1)) * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      this.output.write(`\r${this.what} ${bar} ${this.#done} of ${this.total}`);
    }
  }

  end(): void {
    this.output.write(this.output.isTTY ? '\n' : `${this.what}: ${this.#done}\n`);
  }
}
