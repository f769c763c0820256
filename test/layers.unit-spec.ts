import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A small application, by path: the imports of each file. It keeps every rule. */
const SOUND: Record<string, string[]> = {
  'src/platform/config/config.ts': [],
  'src/platform/errors/errors.ts': ['../config/config.js'],
  'src/platform/context/request-context.ts': ['../errors/errors.js'],
  'src/platform/database/database.ts': ['../context/request-context.js', '@mikro-orm/core'],
  'src/platform/core/base.repository.ts': ['../database/database.js', '@mikro-orm/core'],
  'src/platform/core/base.entity.ts': ['@mikro-orm/core'],
  'src/platform/logging/logger.ts': ['../context/request-context.js'],
  'src/platform/cluster/workers.ts': ['../config/config.js', '../errors/errors.js'],
  'src/platform/http/envelope.ts': ['../cluster/workers.js', '../errors/errors.js', 'fastify'],
  'src/users/user.entity.ts': ['../platform/core/base.entity.js'],
  'src/users/users.repository.ts': [
    './user.entity.js',
    '../platform/core/base.repository.js',
    '@mikro-orm/core',
  ],
  'src/users/users.service.ts': ['./users.repository.js', '../platform/errors/errors.js'],
  'src/items/item.dto.ts': ['@nestjs/swagger'],
  'src/items/item.entity.ts': ['../platform/core/base.entity.js'],
  'src/items/items.repository.ts': ['./item.entity.js', '../platform/core/base.repository.js'],
  'src/items/items.service.ts': ['./items.repository.js', './item.dto.js', '../users/users.service.js'],
  'src/items/items.controller.ts': [
    './items.service.js',
    './item.dto.js',
    '../platform/http/envelope.js',
    '@nestjs/swagger',
  ],
  'src/app.ts': [
    './items/items.controller.js',
    './platform/http/envelope.js',
    './platform/logging/logger.js',
  ],
  'mikro-orm.config.ts': ['./src/platform/database/database.js'],
  'src/main.ts': ['./serve.js'],
  'src/serve.ts': ['./app.js'],
  'test/support/client.ts': ['../../src/app.js'],
};

/** What breaks each rule: the file, and the import that is added to it. */
const BREACHES: [rule: string, file: string, target: string][] = [
  ['config-is-lowest', 'src/platform/config/config.ts', '../logging/logger.js'],
  ['errors-are-low', 'src/platform/errors/errors.ts', '../database/database.js'],
  ['context-is-low', 'src/platform/context/request-context.ts', '../core/base.entity.js'],
  ['database-below-core', 'src/platform/database/database.ts', '../core/base.entity.js'],
  ['core-below-features', 'src/platform/core/base.repository.ts', '../../users/users.service.js'],
  ['core-below-features', 'src/platform/core/base.repository.ts', '../http/envelope.js'],
  ['logging-is-low', 'src/platform/logging/logger.ts', '../http/envelope.js'],
  ['cluster-is-low', 'src/platform/cluster/workers.ts', '../http/envelope.js'],
  ['platform-below-features', 'src/platform/http/envelope.ts', '../../users/users.service.js'],
  ['platform-knows-no-feature', 'src/platform/database/database.ts', '../../../mikro-orm.config.js'],
  ['nothing-imports-the-app', 'src/items/items.service.ts', '../app.js'],
  ['features-keep-their-data', 'src/items/items.service.ts', '../users/users.repository.js'],
  ['features-keep-their-data', 'src/items/items.repository.ts', '../users/user.entity.js'],
  ['controllers-do-http', 'src/items/items.controller.ts', '@mikro-orm/core'],
  ['controllers-do-http', 'src/items/items.controller.ts', 'pg'],
  ['controllers-do-http', 'src/items/items.controller.ts', '../platform/database/database.js'],
  ['controllers-do-http', 'src/items/items.controller.ts', './items.repository.js'],
  ['services-know-no-orm', 'src/items/items.service.ts', '@mikro-orm/core'],
  ['services-know-no-orm', 'src/items/items.service.ts', 'kysely'],
  ['services-know-no-http', 'src/items/items.service.ts', 'fastify'],
  ['services-know-no-http', 'src/items/items.service.ts', '@nestjs/swagger'],
  ['services-know-no-http', 'src/items/items.service.ts', '../platform/http/envelope.js'],
  ['repositories-only-query', 'src/items/items.repository.ts', './items.service.js'],
  ['repositories-only-query', 'src/items/items.repository.ts', 'fastify'],
  ['dtos-are-plain', 'src/items/item.dto.ts', '@mikro-orm/core'],
  ['dtos-are-plain', 'src/items/item.dto.ts', './items.repository.js'],
  ['no-tests-in-production', 'src/app.ts', '../test/support/client.js'],
  ['no-dev-packages-in-production', 'src/app.ts', 'supertest'],
  ['no-dev-packages-in-production', 'src/app.ts', 'unlisted'],
  ['no-unresolvable', 'src/app.ts', './gone.js'],
];

const PACKAGES = ['@mikro-orm/core', '@nestjs/swagger', 'fastify', 'kysely', 'pg', 'supertest', 'unlisted'];
const require = createRequire(import.meta.url);
const bin = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const config = resolve('.dependency-cruiser.cjs');

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

/** How dependency-cruiser names what `file` imports as `target`. */
function resolved(file: string, target: string): string {
  if (!target.startsWith('.')) return `node_modules/${target}/index.js`;
  return target === './gone.js' ? target : join(dirname(file), target).replace(/\.js$/, '.ts');
}

describe('the layer rules', () => {
  let root: string;

  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const writeSource = (path: string, imports: string[]) => {
    write(path, `${imports.map((target) => `import '${target}';`).join('\n')}\nexport type A = 1;\n`);
  };
  const cruise = (): Violation[] => {
    const args = [bin, 'src', 'test', '--config', config, '--output-type', 'json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  };

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'strata-layers-')));
    const dependencies = Object.fromEntries(PACKAGES.slice(0, 5).map((name) => [name, '1.0.0']));
    write(
      'package.json',
      JSON.stringify({ type: 'module', dependencies, devDependencies: { supertest: '1.0.0' } }),
    );
    write('tsconfig.json', readFileSync('tsconfig.json', 'utf8'));
    for (const name of PACKAGES) {
      write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      write(`node_modules/${name}/index.js`, '');
    }
  });
  beforeEach(() => {
    for (const [path, imports] of Object.entries(SOUND)) writeSource(path, imports);
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('accept an application that keeps them', () => {
    expect(cruise()).toEqual([]);
  });

  it('refuse every breach, and name the rule and the import', () => {
    for (const [path, imports] of Object.entries(SOUND)) {
      const added = BREACHES.filter(([, file]) => file === path).map(([, , target]) => target);
      writeSource(path, [...imports, ...added]);
    }
    const found = cruise().map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    const expected = BREACHES.map(([rule, file, target]) => `${rule}: ${file} -> ${resolved(file, target)}`);
    expect(expected.filter((line) => !found.includes(line))).toEqual([]);
  });

  it('refuse a circle', () => {
    writeSource('src/platform/core/base.entity.ts', ['./base.repository.js']);
    writeSource('src/platform/core/base.repository.ts', ['./base.entity.js']);
    expect(cruise().map(({ rule }) => rule.name)).toContain('no-circular');
  });

  it('bite on an import of types alone too', () => {
    write('src/items/items.service.ts', "import type { A } from '@mikro-orm/core';\nexport type B = A;\n");
    expect(cruise().map(({ rule }) => rule.name)).toEqual(['services-know-no-orm']);
  });

  it('each have a breach above', () => {
    const rules = (require(config) as { forbidden: { name: string }[] }).forbidden.map((rule) => rule.name);
    expect(new Set(['no-circular', ...BREACHES.map(([rule]) => rule)])).toEqual(new Set(rules));
  });
});
