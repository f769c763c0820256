import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Service } from 'kubernetes-models/v1/Service';
import { Registry } from 'prom-client';
import { parse, parseAllDocuments } from 'yaml';
import { addReplicaMetrics } from '../src/platform/metrics/replica-metrics.js';
import { startTestApp } from './support/test-app.js';

const read = (file: string) => readFileSync(file, 'utf8');
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

const { groups } = parse(read('ops/prometheus-rules.yml')) as {
  groups: { name: string; rules: { alert: string; expr: string }[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(read('ops/grafana-dashboard.json')) as {
  panels: { targets: { expr: string }[] }[];
};

/** The schemas of the manifests; they know types and what is required, but pass over fields that they do not know. */
const KINDS: Record<string, typeof Deployment | typeof Job | typeof Service | typeof PodDisruptionBudget> = {
  Job,
  Deployment,
  Service,
  PodDisruptionBudget,
};
type Manifest = { kind: string };

describe('the samples for operation', () => {
  it('ask for metrics that there are, and the guide says what to do about each alert', async () => {
    const metrics = await everyMetric();
    alerts.forEach(({ alert }) => expect(read('docs/operations.md')).toContain(`\`${alert}\``));
    const expressions = [...alerts, ...panels.flatMap(({ targets }) => targets)].map(({ expr }) => expr);
    const unknown = expressions.flatMap(metricsIn).filter((name) => !metrics.has(name));
    expect(unknown).toEqual([]);
  });

  it('are taken by Prometheus (where promtool is installed)', () => {
    const drawn = panels
      .flatMap(({ targets }) => targets)
      .map(({ expr }, i) => ({
        record: `panel_${i}`,
        expr: expr.replaceAll('$job', 'strata').replaceAll('$__rate_interval', '5m'),
      }));
    const rules = path.join(mkdtempSync(path.join(tmpdir(), 'rules-')), 'all.yml');
    writeFileSync(rules, JSON.stringify({ groups: [...groups, { name: 'dashboard', rules: drawn }] }));
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', rules], {
      encoding: 'utf8',
    });
    rmSync(path.dirname(rules), { recursive: true });
    if (status !== null) {
      expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
    }
  });

  it('start the server as npm does', () => {
    const [, unit] = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(read('ops/strata.service'))!;
    expect(`exec ${unit!}`).toBe(scripts['start:prod']);
  });

  it.each(parseAllDocuments(read('ops/kubernetes.yml')).map((document) => document.toJS() as Manifest))(
    'are a $kind as Kubernetes defines it',
    (manifest) => {
      const Kind = KINDS[manifest.kind]!;
      expect(Kind.is(manifest)).toBe(true);
      expect(() => new Kind(manifest as never).validate()).not.toThrow();
    },
  );

  it('probe what the server answers, and give it time to stop', () => {
    const documents = parseAllDocuments(read('ops/kubernetes.yml')).map(
      (document) => document.toJS() as { kind: string; spec: never },
    );
    expect(documents.map(({ kind }) => kind)).toEqual([
      'Job',
      'Deployment',
      'Service',
      'PodDisruptionBudget',
    ]);
    const { template } = documents[1]!.spec as {
      template: {
        spec: {
          terminationGracePeriodSeconds: number;
          containers: [
            { readinessProbe: { httpGet: { path: string } }; livenessProbe: { httpGet: { path: string } } },
          ];
        };
      };
    };
    const [{ readinessProbe, livenessProbe }] = template.spec.containers;
    expect([readinessProbe.httpGet.path, livenessProbe.httpGet.path]).toEqual([
      '/health/ready',
      '/health/live',
    ]);
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(15);
  });
});

describe('the documentation', () => {
  const files = [
    'README.md',
    ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => `docs/${file}`),
  ].filter((file) => file.endsWith('.md'));

  it('links to files and headings that there are', () => {
    const broken = files.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(
        ([link, to, heading]) => {
          const target = to ? path.join(path.dirname(file), to) : file;
          const missing =
            !existsSync(target) || (heading !== undefined && !headingsOf(read(target)).includes(heading));
          return missing ? [`${file}: ${link}`] : [];
        },
      ),
    );
    expect(broken).toEqual([]);
  });

  it('names scripts that there are', () => {
    const unknown = files.flatMap((file) =>
      [...read(file).matchAll(/npm run ([a-z]+(?::[a-z]+)*)/g)].flatMap(([, script]) =>
        scripts[script!] ? [] : [`${file}: ${script!}`],
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('is all in the index', () => {
    const index = read('docs/README.md');
    const missing = files.filter(
      (file) =>
        file.startsWith('docs/') && file !== 'docs/README.md' && !index.includes(`(${file.slice(5)})`),
    );
    expect(missing).toEqual([]);
  });
});

/** The names of all metrics: those of a scrape, of what there is with replicas only, and Prometheus' own. */
async function everyMetric(): Promise<Set<string>> {
  const api = await startTestApp();
  try {
    await api.client.get('/api/v1/items');
    const replicas = new Registry();
    addReplicaMetrics(replicas, {
      status: [{ name: 'a', used: true, lag: 0, reads: 0, failures: 0 }],
    } as never);
    const text = `${(await api.anonymous.get('/metrics')).text}\n${await replicas.metrics()}`;
    // A metric without values, as of a pool that is not there, is known by its type.
    const names = [...text.matchAll(/^(?:# TYPE )?([a-z_0-9]+)/gm)].map(([, name]) => name!);
    // So are the counts of a histogram that has seen nothing, as that of garbage collections.
    const histograms = [...text.matchAll(/^# TYPE ([a-z_0-9]+) histogram/gm)].flatMap(([, name]) =>
      ['bucket', 'sum', 'count'].map((part) => `${name!}_${part}`),
    );
    return new Set(['up', ...names, ...histograms]);
  } finally {
    await api.close();
  }
}

/** The metrics of an expression of PromQL: names before a selector, which each of ours has. */
function metricsIn(expr: string): string[] {
  const names = [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{/g)].map(([, name]) => name!);
  expect(names).not.toEqual([]);
  return names;
}

/** The anchors that GitHub gives the headings of a page. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
