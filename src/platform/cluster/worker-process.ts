import cluster, { type Worker } from 'node:cluster';
import { Line } from './line.js';
import { environmentOf } from './own-worker.js';
import type { Role } from './workers.js';

/** How a process ended: its exit code, the signal that killed it, or why the system could not start it. */
export type Ending = number | string;

/** A worker as the first process sees it. */
export class WorkerProcess {
  readonly line: Line;
  /** The port on which it serves, once it does. */
  readonly served: Promise<number>;
  /** How it ended, once it has. */
  readonly ended: Promise<Ending>;
  /** Why it cannot start, if it said so. */
  problem?: string;
  readonly #worker: Worker;
  #servesSince?: number;

  constructor(role: Role) {
    const worker = cluster.fork(environmentOf(role));
    this.#worker = worker;
    this.line = new Line((message) => worker.send(message, undefined, () => undefined));
    worker.on('message', (message) => this.line.receive(message));
    this.served = new Promise((resolve) => {
      this.line.answer({
        serves: (port: number) => {
          this.#servesSince = performance.now();
          resolve(port);
        },
        'cannot start': (problem: string) => void (this.problem = problem),
      });
    });
    this.ended = new Promise((resolve) => {
      worker.process.once('exit', (code, signal) => {
        this.line.cut();
        resolve(signal ?? code ?? 0);
      });
      worker.process.once('error', ({ message }) => resolve(message));
    });
  }

  get pid(): number {
    return this.#worker.process.pid!;
  }

  /** Whether it has begun to serve. */
  get serves(): boolean {
    return this.#servesSince !== undefined;
  }

  /** For how long (ms) it has served. */
  get servedFor(): number {
    return this.#servesSince === undefined ? 0 : performance.now() - this.#servesSince;
  }

  /** Lets it finish what is under way; one that does not serve yet ends at once. */
  stop(): void {
    if (this.serves) {
      // One that ends before it answers has stopped all the same.
      this.line.ask('stop').catch(() => undefined);
    } else {
      this.kill('SIGTERM');
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#worker.process.kill(signal);
  }
}
