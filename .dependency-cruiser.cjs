/**
 * The layers of docs/architecture.md as rules: every arrow points down.
 * test/layers.unit-spec.ts proves each rule on a file that breaks it.
 */

/** The modules under src/platform/ from the lowest up. What stands beside it is a feature. */
const BASE = ['config', 'errors', 'context'];
const DATA = [...BASE, 'database', 'core'];
const PLATFORM = [...DATA, 'cluster', 'logging', 'http', 'health', 'metrics', 'mail'];

/** Anything of src/ but these modules of the platform. */
const otherThan = (...modules) => `^src/(?!platform/(?:${modules.join('|')})/)`;

/** Packages by name (npm install paths). */
const packages = (...names) => `(?:^|/)node_modules/(?:${names.join('|')})`;

const ORM_AND_SQL = packages('@mikro-orm/', 'kysely/', 'pg/', '@electric-sql/');
const HTTP = packages('fastify/', '@fastify/', '@nestjs/swagger/', '@nestjs/platform-fastify/');

/** One rule: `modules` of the platform import nothing of src/ but `allowed`. */
const only = (name, modules, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^src/platform/(?:${modules.join('|')})/` },
  to: { path: otherThan(...allowed) },
});

/** One rule: files of a kind never import these. */
const never = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    never(
      'no-circular',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Two files that need each other are one file, or need a third below them.',
    ),

    only('config-is-lowest', ['config'], ['config'], 'Configuration needs nothing of the application.'),
    only('errors-are-low', ['errors'], ['config', 'errors'], 'Errors are thrown by every layer.'),
    only('context-is-low', ['context'], BASE, 'The request context is read by every layer.'),
    only(
      'database-below-core',
      ['database'],
      [...BASE, 'database'],
      'database serves core, not the reverse.',
    ),
    only('core-below-features', ['core'], DATA, 'core knows no feature and no HTTP.'),
    only(
      'logging-is-low',
      ['logging'],
      [...BASE, 'logging'],
      'Logging serves all and needs only the context.',
    ),
    only(
      'cluster-is-low',
      ['cluster'],
      ['config', 'errors', 'cluster'],
      'What joins the processes knows nothing of what they do.',
    ),
    only(
      'platform-below-features',
      ['http', 'health', 'metrics', 'mail'],
      PLATFORM,
      'What serves every feature knows no feature.',
    ),
    never(
      'nothing-imports-the-app',
      { path: '^src/.+/', pathNot: '^src/cli/' },
      { path: '^src/(?:main|serve|serve-process|app|app\\.module)\\.ts$' },
      'The application is put together at the top only.',
    ),
    never(
      'platform-knows-no-feature',
      { path: '^src/platform/' },
      { path: '^src/(?!platform/)|^[^/]+\\.ts$' },
      'The platform is taken over as one folder: whatever it needs of a project is handed to it.',
    ),
    never(
      'features-keep-their-data',
      { path: '^src/(?!platform/)([^/]+)/' },
      { path: '\\.(?:repository|entity)\\.ts$', pathNot: '^src/(?:$1|platform)/' },
      'Ask the other module through its service.',
    ),

    never(
      'controllers-do-http',
      { path: '\\.controller\\.ts$' },
      { path: [ORM_AND_SQL, '^src/platform/database/', '\\.repository\\.ts$'] },
      'A controller calls its service; queries belong to repositories.',
    ),
    never(
      'services-know-no-orm',
      { path: '\\.service\\.ts$' },
      { path: ORM_AND_SQL },
      'A service calls its repository; queries belong there.',
    ),
    never(
      'services-know-no-http',
      { path: '\\.service\\.ts$', pathNot: '^src/platform/http/' },
      { path: [HTTP, '^src/platform/http/', '\\.controller\\.ts$'] },
      'A service works the same for a request, a job and a command.',
    ),
    never(
      'repositories-only-query',
      { path: '\\.(?:repository|entity)\\.ts$' },
      { path: [HTTP, '^src/platform/http/', '\\.(?:service|controller)\\.ts$'] },
      'A repository is the lowest layer: it serves services.',
    ),
    never(
      'dtos-are-plain',
      { path: '\\.dto\\.ts$' },
      { path: [ORM_AND_SQL, '^src/platform/database/', '\\.(?:repository|service|controller)\\.ts$'] },
      'A DTO only describes what goes over the wire.',
    ),

    never(
      'no-tests-in-production',
      { path: ['^src/', '^migrations/', '^mikro-orm\\.config\\.ts$'], pathNot: '\\.spec\\.ts$' },
      { path: '^(?:test|bench)/' },
      'Production code does not need the tests.',
    ),
    never(
      'no-dev-packages-in-production',
      { path: ['^src/', '^migrations/', '^mikro-orm\\.config\\.ts$'], pathNot: '\\.spec\\.ts$' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
      'The image has production dependencies only: list the package under dependencies, or import() it where only a developer comes.',
    ),
    never(
      'no-unresolvable',
      {},
      { couldNotResolve: true, pathNot: '(?:^|/)dist/' },
      'The import points nowhere.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
