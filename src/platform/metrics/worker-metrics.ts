import {
  AggregatorRegistry,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from 'prom-client';
import { deserialize, serialize } from 'node:v8';
import type { Answers, Line } from '../cluster/line.js';
import { inTime } from '../context/in-time.js';

type Measured = MetricObjectWithValues<MetricValue<string>>[];

/** How long (ms) a worker is waited for; one that stands still must not keep the others from being read. */
const LIMIT = 2_000;

/** What a worker answers when it is asked for its own metrics. As a text that holds every number, infinite ones too. */
export function metricsAnswers(registry: Registry): Answers {
  return { metrics: async () => serialize(await registry.getMetricsAsJSON()).toString('base64') };
}

/** The metrics of all workers as one: added up, unless a metric says otherwise. A worker that does not answer is left out. */
export async function metricsOf(workers: readonly { line: Line }[]): Promise<string> {
  const asked = await Promise.allSettled(
    workers.map(({ line }) => inTime(line.ask<string>('metrics'), LIMIT)),
  );
  const measured = asked
    .filter((answer) => answer.status === 'fulfilled')
    .map(({ value }) => deserialize(Buffer.from(value, 'base64')) as Measured);
  return AggregatorRegistry.aggregate(measured).metrics();
}
