import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { startTestApp } from './support/test-app.js';

const read = (file: string) => readFileSync(file, 'utf8');
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

describe('the samples for operation', () => {
  it('alert by metrics that there are, and the guide says what to do about each', async () => {
    const api = await startTestApp();
    try {
      await api.client.get('/api/v1/items');
      const metrics = (await api.anonymous.get('/metrics')).text;
      const { groups } = parse(read('ops/prometheus-rules.yml')) as {
        groups: { rules: { alert: string; expr: string }[] }[];
      };
      for (const { alert, expr } of groups.flatMap(({ rules }) => rules)) {
        expect(read('docs/operations.md')).toContain(`\`${alert}\``);
        const names = [...expr.matchAll(/\b(?:http|nodejs|process)_\w+/g)].map(([name]) => name);
        names.forEach((name) => expect(metrics).toMatch(new RegExp(`^${name}(\\{| )`, 'm')));
      }
    } finally {
      await api.close();
    }
  });

  it('start the server as npm does', () => {
    const [, unit] = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(read('ops/strata.service'))!;
    expect(`exec ${unit!}`).toBe(scripts['start:prod']);
  });

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

/** The anchors that GitHub gives the headings of a page. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
