import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Supervisor } from '../cluster/supervisor.js';
import { workerCount } from '../cluster/worker-count.js';
import type { Config } from '../config/config.js';
import { MemoryCounts } from '../http/rate-limit/memory-counts.js';
import { answersOf } from '../http/rate-limit/primary-counts.js';
import { createLogger } from '../logging/create-logger.js';
import { nestLogger } from '../logging/nest-logger.js';
import { serveMetrics } from '../metrics/metrics-endpoint.js';
import { metricsOf } from '../metrics/worker-metrics.js';
import { announce } from './announce.js';
import { exitCodeOf, exitOnUncaughtErrors, onSignals, stopTime } from './shutdown.js';

/** How much longer (ms) than it may take a worker is given to stop, before it is killed. */
const GRACE = 1_000;

/**
 * The first of several processes: starts the workers, starts again what ends, hands out the connections, and keeps what
 * the workers share. It knows neither the application nor the database, so that little can end it.
 *
 * @throws WorkerNotStarted if a worker cannot start, StartError if METRICS_PORT is taken
 */
export async function lead(config: Config): Promise<void> {
  Logger.overrideLogger(nestLogger(await createLogger(config)));
  exitOnUncaughtErrors();
  const supervisor = supervisorFor(config);
  let serves = false;
  onSignals((signal, isFirst) => {
    if (!isFirst || !serves) {
      supervisor.kill();
      process.exit(exitCodeOf(signal));
    }
    void stop(supervisor, signal, config);
  });
  try {
    await serveMetricsOf(supervisor, config);
    const port = await supervisor.start();
    serves = true;
    announce(config, port);
    await supervisor.failed;
  } catch (error) {
    supervisor.kill();
    throw error;
  }
}

function supervisorFor(config: Config): Supervisor {
  const logger = new Logger('Workers');
  const supervisor: Supervisor = new Supervisor(
    workerCount(config),
    { ...answersOf(new MemoryCounts()), metrics: () => metricsOf(supervisor.serving) },
    ({ pid, problem }, ending, delay) =>
      logger.error(
        { worker: pid, ending, problem, restart_in_ms: delay },
        'A worker ended; another one takes its place',
      ),
  );
  return supervisor;
}

async function serveMetricsOf(supervisor: Supervisor, config: Config): Promise<void> {
  const { METRICS_ENABLED, METRICS_PORT, HOST } = config;
  if (METRICS_ENABLED && METRICS_PORT !== undefined) {
    const source = {
      contentType: Registry.PROMETHEUS_CONTENT_TYPE,
      text: () => metricsOf(supervisor.serving),
    };
    await serveMetrics(source, METRICS_PORT, HOST);
  }
}

/** Lets the workers finish what is under way, and ends the process. */
async function stop(supervisor: Supervisor, signal: string, config: Config): Promise<void> {
  const logger = new Logger('Shutdown');
  logger.log(`${signal}: stopping the workers`);
  const endings = await supervisor.stop(stopTime(config) + GRACE);
  logger.log('Stopped');
  process.exit(endings.every((ending) => ending === 0) ? 0 : 1);
}
