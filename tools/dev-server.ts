import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** What makes the next process ready waits so long (ms) after a start, which has the machine to itself until then. */
const REST = 3_000;

/**
 * For a start that is over soon: the heap begins at a size at which nothing is collected meanwhile, and the embedded
 * database's code is compiled a second time, for speed, only where it goes on and on.
 */
const FOR_A_QUICK_START = [
  '--min-semi-space-size=32',
  '--max-semi-space-size=64',
  '--wasm-tiering-budget=200000000',
];

/** A debugger's port, as Node takes it. */
const INSPECT = /^--inspect(?:=(\d+))?$/;

/** What a process that has been made ready is told: what to run, and the debugger's port. */
export interface Start {
  main: string;
  port: number;
}

/**
 * The server of `npm run dev`. Half of a start is loading packages, which no change of a source touches: while one server
 * runs, the process of the next one loads them, and waits for its build.
 */
export class DevServer {
  readonly #root: string;
  readonly #options: string[];
  readonly #failed: () => void;
  readonly #rest: number;
  /** The debugger's port; undefined if Node gets other options, with which nothing is loaded ahead. */
  readonly #port: number | undefined;
  #running: ChildProcess | undefined;
  #next: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param root the project's folder
   * @param options what Node is called with
   * @param failed called when a server ends by itself with an exit code that is not 0
   * @param rest (ms) until the next process is made ready
   */
  constructor(root: string, options: string[], failed: () => void, rest = REST) {
    this.#root = root;
    this.#options = options;
    this.#failed = failed;
    this.#rest = rest;
    const inspect = options.length === 1 ? INSPECT.exec(options[0]!) : undefined;
    this.#port = inspect ? Number(inspect[1] ?? 9229) : undefined;
  }

  /** Runs what was built last. By the link, since Node keeps what it has compiled by its path. */
  start(): void {
    const main = path.join(this.#root, 'dist/src/main.js');
    const server = this.#port === undefined ? this.#spawn(this.#options, main) : this.#take(main, this.#port);
    this.#running = server;
    server.on('exit', (code) => {
      if (this.#running === server) {
        this.#running = undefined;
        if (code) this.#failed();
      }
    });
  }

  /** Ends the server, and waits until it has gone. */
  async stop(): Promise<void> {
    const server = this.#running;
    this.#running = undefined;
    if (server?.exitCode === null && server.signalCode === null) {
      const gone = once(server, 'exit');
      server.kill('SIGTERM');
      await gone;
    }
  }

  /** Lets go of what was loaded ahead, for good or because packages have changed. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#next?.kill('SIGKILL');
    this.#next = undefined;
  }

  #take(main: string, port: number): ChildProcess {
    const server = this.#next ?? this.#prepare();
    this.#next = undefined;
    server.send({ main, port } satisfies Start);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#next = this.#prepare()), this.#rest);
    return server;
  }

  #prepare(): ChildProcess {
    const prepared = this.#spawn([], path.join(this.#root, 'tools/warm-start.ts'), 'ipc');
    prepared.on('exit', () => {
      if (this.#next === prepared) this.#next = undefined;
    });
    return prepared;
  }

  #spawn(options: string[], file: string, ...channel: 'ipc'[]): ChildProcess {
    return spawn(process.execPath, [...options, ...FOR_A_QUICK_START, '--preserve-symlinks', file], {
      cwd: this.#root,
      stdio: ['inherit', 'inherit', 'inherit', ...channel],
      // A debugger has one process to look at. Node keeps what it has compiled: the next start is shorter by a third.
      env: {
        ...process.env,
        WORKERS: '1',
        NODE_COMPILE_CACHE: path.join(this.#root, 'node_modules/.cache/node'),
      },
    });
  }
}
