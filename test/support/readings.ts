import type { Database } from '../../src/platform/database/database.js';

interface Plan {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

/** What a statement has read to answer. */
export interface Reading {
  text: string;
  /** Whether it has gone through a table from end to end. */
  wholeTable: boolean;
  /** How many rows it has looked at in tables. */
  rows: number;
  /** How many rows it has sorted by all of their keys. */
  sorted: number;
}

/** Has the database explain, and carry out once more, each SELECT that `work` sends. */
export async function readingsOf(database: Database, work: () => Promise<unknown>): Promise<Reading[]> {
  const sent: { text: string; values: readonly unknown[] }[] = [];
  const query = database.query.bind(database);
  database.query = (text, values, target) => {
    sent.push({ text, values: values ?? [] });
    return query(text, values, target);
  };
  try {
    await work();
  } finally {
    database.query = query;
  }
  return Promise.all(
    sent.map(async ({ text, values }) => {
      const explain = `explain (analyze, timing off, format json) ${text}`;
      const [row] = await query<{ 'QUERY PLAN': { Plan: Plan }[] }>(explain, values);
      return readingOf(text, nodesOf(row!['QUERY PLAN'][0]!.Plan));
    }),
  );
}

function readingOf(text: string, nodes: Plan[]): Reading {
  const scans = nodes.filter((node) => node['Node Type'].endsWith('Scan'));
  const sum = (all: Plan[], count: (node: Plan) => number): number =>
    all.reduce((total, node) => total + count(node) * node['Actual Loops'], 0);
  return {
    text,
    wholeTable: nodes.some((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0),
    rows: sum(
      scans,
      (node) =>
        node['Actual Rows'] +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0),
    ),
    sorted: sum(
      nodes.filter((node) => node['Node Type'] === 'Sort'),
      (node) => node['Actual Rows'],
    ),
  };
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
