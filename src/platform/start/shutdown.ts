import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/config.js';
import { Drain } from '../http/server/drain.js';

/** How long (ms) answers that are already written may take to leave the machine. */
const LEAVE_TIME = 250;

/** How long (ms) the database and everything else may take to close. */
const CLOSE_TIME = 3_000;

/** The longest time (ms) that a process takes to stop in order. */
export function stopTime({ SHUTDOWN_DELAY_MS, SHUTDOWN_TIMEOUT_MS }: Limits): number {
  return SHUTDOWN_DELAY_MS + SHUTDOWN_TIMEOUT_MS + CLOSE_TIME;
}

/** The signals that ask a process to stop. */
export type StopSignal = 'SIGTERM' | 'SIGINT';

type Limits = Pick<Config, 'SHUTDOWN_DELAY_MS' | 'SHUTDOWN_TIMEOUT_MS'>;

/**
 * Ends the process on SIGTERM and SIGINT: in order (exit code 0) once the application serves, at once while it starts
 * and on a second signal (128 and the signal's number, as shells have it).
 *
 * @param application the application, as soon as there is one
 * @returns ends the process in order for another reason; a first signal after that changes nothing
 */
export function stopOnSignals(
  application: () => NestFastifyApplication | undefined,
  limits: Limits,
): (reason: string) => void {
  let stopping = false;
  const begin = (app: NestFastifyApplication, reason: string): void => {
    if (!stopping) {
      stopping = true;
      new Logger('Shutdown').log(`${reason}: stopping`);
      void stop(app, limits).then((code) => process.exit(code));
    }
  };
  onSignals((signal, isFirst) => {
    const app = application();
    if (!isFirst || !app) {
      process.exit(exitCodeOf(signal));
    }
    begin(app, signal);
  });
  return (reason) => begin(application()!, reason);
}

/** For so long (ms) after the first signal another one may be its echo. */
const ECHO = 1_000;

/**
 * Calls `act` for each signal to stop, with whether it is the first one. Of a signal to the whole group (Ctrl-C, a supervisor)
 * npm hands its own on, so under `npm start` it comes twice: the echo is not a second wish.
 */
export function onSignals(act: (signal: StopSignal, isFirst: boolean) => void): void {
  const echoes = process.env.npm_lifecycle_event?.startsWith('start') ?? false;
  let firstAt: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      const isFirst = firstAt === undefined;
      firstAt ??= performance.now();
      if (isFirst || !echoes || performance.now() - firstAt > ECHO) act(signal, isFirst);
    });
  }
}

/** The exit code of a process that a signal ended. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}

/** Lets requests in progress finish, within limits, and closes everything. @returns the exit code */
async function stop(app: NestFastifyApplication, limits: Limits): Promise<number> {
  const logger = new Logger('Shutdown');
  const drain = app.get(Drain);
  drain.begin();
  await pause(limits.SHUTDOWN_DELAY_MS);
  drain.refuse();
  const server = app.getHttpServer();
  // A client that keeps a connection open learns now that it has to make another, elsewhere.
  server.closeIdleConnections();
  if (!(await within(limits.SHUTDOWN_TIMEOUT_MS, drain.idle()))) {
    logger.warn(
      { requests: drain.inProgress },
      'Requests took longer than SHUTDOWN_TIMEOUT_MS and were cut off',
    );
  }
  setTimeout(() => server.closeAllConnections(), LEAVE_TIME);
  try {
    if (!(await within(CLOSE_TIME, app.close()))) {
      logger.warn('The database did not close in time');
    }
    logger.log('Stopped');
    return 0;
  } catch (error) {
    logger.error({ err: error }, 'Stopped with an error');
    return 1;
  }
}

/** @returns whether `work` was done within `ms` milliseconds */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const late = pause(ms, false, { signal: over.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    over.abort();
  }
}

/**
 * Ends the process when an error got past everything, since its state is unknown: logged with the correlation id of the
 * request it came from, exit code 1. Rejected promises that nobody handles count too.
 */
export function exitOnUncaughtErrors(): void {
  process.on('uncaughtException', (error, origin) => {
    new Logger('Process').fatal({ err: error, origin }, 'An error was not caught; the process ends');
    process.exit(1);
  });
}
