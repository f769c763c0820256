import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the lag is judged, and how finely it is measured (ms). */
const INTERVAL = 500;
const RESOLUTION = 10;

/** One pause – a collection of garbage, a slow start – is no overload: the lag must hold on for so many intervals. */
const INTERVALS = 2;

/** Watches how late the event loop is: the time that every request waits before anything is done for it. */
export class EventLoopLag {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  readonly #timer: NodeJS.Timeout;
  #late = 0;

  /** @param limit the mean delay (ms) over an interval from which on the loop counts as late */
  constructor(private readonly limit: number) {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#judge(), INTERVAL).unref();
  }

  /** Whether the loop has been late for a while. */
  get lasting(): boolean {
    return this.#late >= INTERVALS;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  /** The histogram counts nanoseconds between two ticks; what exceeds its resolution is the lag. No tick yet tells nothing. */
  #judge(): void {
    if (this.#histogram.count === 0) {
      return;
    }
    const lag = this.#histogram.mean / 1e6 - RESOLUTION;
    this.#late = lag > this.limit ? this.#late + 1 : 0;
    this.#histogram.reset();
  }
}
