import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, never>;

describe('what surrounds the code', () => {
  it('has a commit hook that installing sets up', () => {
    expect(statSync('.githooks/pre-commit').mode & 0o111).toBe(0o111);
    expect(json('package.json').scripts).toMatchObject({
      prepare: expect.stringContaining('core.hooksPath .githooks'),
    });
  });

  it('runs in CI what "npm run check" runs', () => {
    const { jobs } = parse(readFileSync('.github/workflows/ci.yml', 'utf8')) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    expect(Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))).toEqual([
      'bash .ci/run',
    ]);
    expect(json('package.json').scripts).toMatchObject({ check: 'bash .ci/run --no-install' });
  });

  it('has settings for editors that can be read', () => {
    for (const file of ['settings', 'extensions', 'launch'])
      expect(json(`.vscode/${file}.json`)).toBeInstanceOf(Object);
    const { image } = json('.devcontainer/devcontainer.json');
    const { devDependencies } = json('package.json') as unknown as { devDependencies: { node: string } };
    expect(image).toMatch(new RegExp(`:${devDependencies.node.split('.')[0]!}$`));
  });

  it('speaks of commands that there are', () => {
    const scripts = Object.keys(json('package.json').scripts as unknown as object);
    for (const file of ['README', 'CONTRIBUTING', 'UPGRADING', 'SECURITY', 'CHANGELOG']) {
      const named = readFileSync(`${file}.md`, 'utf8').matchAll(/npm run ([a-z:]+)/g);
      for (const [, script] of named)
        expect([file, scripts]).toEqual([file, expect.arrayContaining([script])]);
    }
  });
});
