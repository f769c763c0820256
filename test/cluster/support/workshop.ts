import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../faults/support/eventually.js';
import { giveToPostgres, isRoot } from '../../faults/support/cluster.js';

/** Something that runs and can be ended. */
export interface Closable {
  close: () => Promise<void>;
}

/**
 * A temporary folder for the servers of one test file, and the list of what runs. The user postgres owns it, since
 * PostgreSQL and PgBouncer refuse to run as root.
 */
export class Workshop {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'strata-cluster-'));
  readonly #running: Closable[] = [];

  constructor() {
    chmodSync(this.directory, 0o755);
  }

  /** A new folder. */
  folder(name: string): string {
    const folder = path.join(this.directory, name);
    mkdirSync(folder, { recursive: true });
    giveToPostgres(folder);
    return folder;
  }

  /** A copy of a file of ops/, which the user postgres may read wherever the project lies. */
  shipped(name: string): string {
    const copy = path.join(this.directory, name);
    if (!existsSync(copy)) copyFileSync(path.resolve('ops', name), copy);
    chmodSync(copy, 0o644);
    return copy;
  }

  /** Writes a file. @returns its path */
  file(name: string, text: string): string {
    const file = path.join(this.directory, name);
    writeFileSync(file, text, { mode: 0o644 });
    return file;
  }

  /** Ends `what` when the test file is over, the latest first. */
  keep<T extends Closable>(what: T): T {
    this.#running.push(what);
    return what;
  }

  /** Starts a program as the user postgres, and waits until it listens. */
  async daemon(port: number, program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Daemon> {
    const daemon = this.keep(new Daemon(port, program, args, env, this.directory));
    await daemon.start();
    return daemon;
  }

  /** Ends everything and removes the folder. */
  async close(): Promise<void> {
    for (const what of this.#running.reverse()) await what.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A program that listens on a port. */
export class Daemon implements Closable {
  #process?: ChildProcess;
  #output = '';

  constructor(
    readonly port: number,
    private readonly program: string,
    private readonly args: string[],
    private readonly env: NodeJS.ProcessEnv,
    private readonly directory: string,
  ) {}

  async start(): Promise<void> {
    const [file, ...args] = asPostgres(this.program, ...this.args);
    const child = spawn(file!, args, {
      cwd: this.directory,
      env: { PATH: process.env.PATH, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stdout.on('data', (bytes: Buffer) => (this.#output += bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => (this.#output += bytes.toString()));
    await eventually(() => {
      if (child.exitCode !== null) throw new Error(`${this.program} ended:\n${this.#output}`);
      return listens(this.port);
    });
  }

  /** @param signal SIGTERM stops it as its manual says, SIGKILL at once */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    // runuser passes SIGTERM on, but dies alone by SIGKILL.
    signalTree(child.pid!, signal);
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
  }
}

/** A command line that runs a program as the user postgres where the tests run as root. */
export function asPostgres(program: string, ...args: string[]): string[] {
  return isRoot() ? ['runuser', '-u', 'postgres', '--', program, ...args] : [program, ...args];
}

/** Runs a program as the user postgres until it ends. @returns what it wrote */
export async function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  const [file, ...rest] = asPostgres(program, ...args);
  return (await promisify(execFile)(file!, rest, { cwd })).stdout;
}

/**
 * Sends a signal to a process and all that descend from it, the oldest first: who is signalled in this order starts no other
 * in between. Those that have ended meanwhile are passed over.
 */
export function signalTree(root: number, signal: NodeJS.Signals): void {
  for (const pid of pidsBelow(root)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function pidsBelow(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const parents = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (of: number): number[] =>
    parents.filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)]);
  return [pid, ...below(pid)];
}

/** Whether somebody takes connections on a port of this machine. */
export async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
