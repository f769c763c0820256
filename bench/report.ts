import type { Measurement } from './measure.js';
import type { Baseline, ServerName } from './options.js';
import type { Target, Work } from './work.js';

/** All measurements of one work: one for each round. */
export type Measurements = Partial<Record<ServerName, Measurement[]>>;

/** A ratio to the baseline over the rounds: 1 is as fast, 0.5 half as fast. */
export interface Ratio {
  median: number;
  least: number;
  most: number;
}

export interface WorkReport {
  work: string;
  target: Target | null;
  servers: Partial<Record<ServerName, Measurement>>;
  /** By CPU per request and by requests per second; null without a baseline. */
  cpu: Ratio | null;
  throughput: Ratio | null;
  rounds: Measurements;
}

/** Sums up the rounds of one work: medians, and the ratios of each round. */
export function reportOf({ name, targets }: Work, kind: Baseline, rounds: Measurements): WorkReport {
  const { baseline, strata } = rounds;
  const ratio = (of: (baseline: Measurement, strata: Measurement) => number): Ratio | null =>
    baseline && strata ? spread(strata.map((measured, i) => of(baseline[i]!, measured))) : null;
  return {
    work: name,
    target: targets?.[kind] ?? null,
    servers: Object.fromEntries(Object.entries(rounds).map(([server, all]) => [server, medians(all)])),
    cpu: ratio((a, b) => a.cpu_us / b.cpu_us),
    throughput: ratio((a, b) => b.requests_per_second / a.requests_per_second),
    rounds,
  };
}

function medians(all: Measurement[]): Measurement {
  const of = (name: keyof Measurement): number => round(median(all.map((one) => one[name])));
  return {
    requests: of('requests'),
    requests_per_second: of('requests_per_second'),
    p50_ms: of('p50_ms'),
    p99_ms: of('p99_ms'),
    cpu_us: of('cpu_us'),
  };
}

/** The median of several ratios, the least and the most. */
export function spread(values: number[]): Ratio {
  return {
    median: round(median(values)),
    least: round(Math.min(...values)),
    most: round(Math.max(...values)),
  };
}

/** The value in the middle; between two, their mean. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const HEAD = ['work', 'server', 'req/s', 'p50 ms', 'p99 ms', 'CPU µs', 'CPU ratio', 'req/s ratio', 'target'];

/** The reports as a table for a terminal, which is one in Markdown too. */
export function tableOf(reports: WorkReport[]): string {
  const lines = reports.flatMap((report) =>
    Object.entries(report.servers).map(([server, measured]) => {
      const { requests_per_second: rate, p50_ms: p50, p99_ms: p99, cpu_us: cpu } = measured;
      const figures = [rate.toFixed(0), p50.toFixed(2), p99.toFixed(2), cpu.toFixed(0)];
      const ratios =
        server === 'strata' ? [text(report.cpu), text(report.throughput), verdict(report)] : ['', '', ''];
      return [report.work, server, ...figures, ...ratios];
    }),
  );
  const widths = HEAD.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i]!.length)));
  const row = (cells: string[]): string =>
    `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [row(HEAD), rule, ...lines.map(row)].join('\n');
}

/** A ratio as text: `0.75 (0.70–0.80)`. */
export function text(ratio: Ratio | null): string {
  return ratio ? `${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)})` : '';
}

function verdict({ target, cpu, throughput }: WorkReport): string {
  if (target === null || !cpu || !throughput) {
    return '';
  }
  const met = cpu.median >= target.cpu && throughput.median >= target.throughput;
  return `${target.cpu.toFixed(2)} ${target.throughput.toFixed(2)} ${met ? 'met' : 'MISSED'}`;
}
