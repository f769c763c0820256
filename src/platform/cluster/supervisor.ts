import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from '../errors/start-error.js';
import type { Answers } from './line.js';
import { RestartDelay } from './restart-delay.js';
import { type Ending, WorkerProcess } from './worker-process.js';

/** The worker that runs the jobs, and so does each that takes its place. */
const JOBS = 0;

/** Hears that a worker has ended, and that another one takes its place after `delay` milliseconds. */
export type OnEnded = (worker: WorkerProcess, ending: Ending, delay: number) => void;

/** A worker cannot start, and the server cannot go on without. */
export class WorkerNotStarted extends StartError {
  constructor({ pid, problem }: WorkerProcess, ending: Ending) {
    super(problem ?? `The worker ${pid} ended before it served (${ending}).`);
  }
}

/** Starts the workers, keeps them running, and tells each how many serve. */
export class Supervisor {
  readonly #places: (WorkerProcess | undefined)[];
  #allServed = false;
  #stopping = false;
  #setPrepared: () => void = () => undefined;
  /** Resolves when the first worker serves. */
  readonly #prepared = new Promise<void>((resolve) => (this.#setPrepared = resolve));
  #giveUp: (reason: WorkerNotStarted) => void = () => undefined;
  /** Rejects when the server cannot go on: no worker serves, and none can be started. */
  readonly failed = new Promise<never>((_resolve, reject) => (this.#giveUp = reject));

  /** @param answers what workers can ask the first process */
  constructor(
    private readonly count: number,
    private readonly answers: Answers,
    private readonly onEnded: OnEnded,
  ) {
    this.#places = new Array<undefined>(count).fill(undefined);
    // Whoever starts the workers hears it; before that, a rejection that nobody awaits would end the process.
    this.failed.catch(() => undefined);
  }

  /** The workers that serve. */
  get serving(): WorkerProcess[] {
    return this.#places.filter((worker) => worker !== undefined).filter(({ serves }) => serves);
  }

  /**
   * Starts the workers. One prepares the database; the others load their code meanwhile, and go on once it serves.
   *
   * @returns the port, when all serve
   * @throws WorkerNotStarted if one ends before
   */
  async start(): Promise<number> {
    const ports = [...this.#places.keys()].map((place) => this.#open(place, place === JOBS));
    const [port] = await Promise.race([Promise.all(ports), this.failed]);
    this.#allServed = true;
    return port!;
  }

  /** @returns how each worker ended, once all have; after `limit` milliseconds they are killed */
  async stop(limit: number): Promise<Ending[]> {
    this.#stopping = true;
    const workers = this.#places.filter((worker) => worker !== undefined);
    workers.forEach((worker) => worker.stop());
    const late = setTimeout(() => this.kill(), limit);
    const endings = await Promise.all(workers.map(({ ended }) => ended));
    clearTimeout(late);
    return endings;
  }

  /** Ends all workers at once. */
  kill(): void {
    this.#stopping = true;
    this.#places.forEach((worker) => worker?.kill('SIGKILL'));
  }

  /** Starts a worker and watches it. @returns the port, when it serves and all know */
  async #open(place: number, prepares: boolean, delay = new RestartDelay()): Promise<number> {
    const worker = new WorkerProcess({ count: this.count, runsJobs: place === JOBS, prepares });
    worker.line.answer({ ...this.answers, 'is prepared': () => this.#prepared });
    this.#places[place] = worker;
    void worker.ended.then((ending) => this.#replace(place, worker, ending, delay));
    const port = await worker.served;
    this.#setPrepared();
    await this.#tellServing();
    return port;
  }

  async #replace(place: number, worker: WorkerProcess, ending: Ending, delay: RestartDelay): Promise<void> {
    this.#places[place] = undefined;
    if (this.#stopping) {
      return;
    }
    if (!worker.serves && !(this.#allServed && this.serving.length > 0)) {
      this.#giveUp(new WorkerNotStarted(worker, ending));
      return;
    }
    const wait = delay.after(worker.servedFor);
    this.onEnded(worker, ending, wait);
    void this.#tellServing();
    await pause(wait);
    if (!this.#stopping) {
      await this.#open(place, false, delay);
    }
  }

  /** Readiness asks each worker whether all serve. */
  async #tellServing(): Promise<void> {
    const { serving } = this;
    await Promise.allSettled(serving.map(({ line }) => line.ask('serving', serving.length)));
  }
}
