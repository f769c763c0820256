import { existsSync, globSync, readFileSync } from 'node:fs';
import { WALKS } from '../tools/guides.js';

const PAGES = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md']);

/** What runs the blocks of commands that no walk of `npm run test:guides` follows, by how they begin. */
const RUN_BY: Record<string, Record<string, string>> = {
  'README.md': {
    'npm ci && npm start': 'test/start/npm-start.spec.ts',
    'DATABASE_URL=postgres://postgres@127.0.0.1:5432/strata npm start': 'test/start/npm-start.spec.ts',
  },
  'CONTRIBUTING.md': { 'npm ci\nnpm run dev': 'test/start/dev.spec.ts' },
  'UPGRADING.md': {
    'git remote add': 'tools/follow-upgrade.ts',
    'git merge': 'tools/follow-upgrade.ts',
    'git diff': 'tools/follow-upgrade.ts',
  },
  'docs/deployment.md': {
    'docker run -p': 'test/docker.unit-spec.ts',
    'npm ci && npm run build': 'tools/follow-deployment.ts',
    'docker run --rm': 'test/docker.unit-spec.ts',
  },
  'docs/operations.md': {
    'curl -s http': 'test/cluster/whole/operations.cluster-spec.ts',
    pg_dump: 'test/cluster/whole/operations.cluster-spec.ts',
  },
};

interface Block {
  page: string;
  /** The headings that it is below. */
  sections: string[];
  commands: string;
}

function blocksOf(page: string): Block[] {
  const sections: string[] = [];
  const parts = readFileSync(page, 'utf8').matchAll(/^(#+) (.*)$|^```(\w*)\n([^]*?)^```$/gm);
  return [...parts].flatMap(([, level, heading, language, commands]) => {
    if (level) sections.splice(level.length - 1, sections.length, heading!);
    return language === 'sh' ? [{ page, sections: [...sections], commands: commands! }] : [];
  });
}

const isFollowed = ({ page, sections }: Block) =>
  WALKS.flatMap(({ guides }) => guides).some(
    ({ file, section, blocks }) =>
      file === page && blocks === undefined && (!section || sections.includes(section)),
  );

const begins = ({ page, commands }: Block) =>
  Object.keys(RUN_BY[page] ?? {}).find((start) => commands.startsWith(start));

describe('commands of the documentation', () => {
  const blocks = PAGES.flatMap(blocksOf);

  it('are all run by something', () => {
    expect(blocks.length).toBeGreaterThan(20);
    const forgotten = blocks.filter((block) => !isFollowed(block) && !begins(block));
    expect(forgotten.map(({ page, commands }) => `${page}: ${commands}`)).toEqual([]);
  });

  it('are still there where something runs them, and so is what does', () => {
    const starts = Object.entries(RUN_BY).flatMap(([page, files]) =>
      Object.keys(files).map((start) => `${page}: ${start}`),
    );
    const found = blocks.flatMap((block) => begins(block)?.replace(/^/, `${block.page}: `) ?? []);
    expect(found.sort()).toEqual(starts.sort());
    const files = Object.values(RUN_BY).flatMap((each) => Object.values(each));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('are all in docs/commands.md', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    const list = readFileSync('docs/commands.md', 'utf8');
    const names = Object.keys(scripts).filter((name) => !/^pre(?=[a-z])/.test(name));
    const isListed = (name: string) =>
      new RegExp(`\`(?:npm (?:run )?)?(?:${name}|:${name.split(':')[1]})[ \`]`).test(list);
    expect(names.filter((name) => !isListed(name))).toEqual([]);
  });

  it('name tests that there are', () => {
    const named = PAGES.flatMap((page) => [
      ...readFileSync(page, 'utf8').matchAll(/`[^`]*npm test -- ((?:test\/[\w/.-]+ ?)+)`/g),
    ]).flatMap(([, names]) => names!.split(' '));
    const tests = globSync('test/**/*spec.ts');
    // The guides write those of the invoices.
    const missing = named.filter(
      (name) => !/invoice/.test(name) && !tests.some((test) => test.startsWith(name)),
    );
    expect([named.length > 8, missing]).toEqual([true, []]);
  });
});
