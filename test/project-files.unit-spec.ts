import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
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
    const commands = jobs.run!.steps.flatMap(({ run }) => run ?? []);
    expect(commands.filter((command) => !command.startsWith('sudo apt-get '))).toEqual(['bash .ci/run']);
    expect(json('package.json').scripts).toMatchObject({ check: 'bash .ci/run --no-install' });
  });

  it('has settings for editors that can be read', () => {
    for (const file of ['settings', 'extensions', 'launch'])
      expect(json(`.vscode/${file}.json`)).toBeInstanceOf(Object);
    const { image } = json('.devcontainer/devcontainer.json');
    const { devDependencies } = json('package.json') as unknown as { devDependencies: { node: string } };
    expect(image).toMatch(new RegExp(`:${devDependencies.node.split('.')[0]!}$`));
  });

  const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md']);

  it.each(pages)('speaks in %s of commands that there are', (page) => {
    const scripts = Object.keys(json('package.json').scripts as unknown as object);
    const named = readFileSync(page, 'utf8').matchAll(/npm run (?:--silent |-s )?([a-z][a-z:]*[a-z])/g);
    for (const [, script] of named) expect(scripts).toContain(script);
  });

  it.each(pages)('leads from %s to files and headings that there are', (page) => {
    for (const [, to, heading] of readFileSync(page, 'utf8').matchAll(
      /\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)/g,
    )) {
      const target = to ? path.join(path.dirname(page), to) : page;
      expect([target, existsSync(target)]).toEqual([target, true]);
      if (heading) expect(headingsOf(target)).toContain(heading);
    }
  });
});

/** As GitHub names them in addresses. */
function headingsOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
