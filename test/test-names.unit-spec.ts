import { globSync, readFileSync } from 'node:fs';

/** The tests of the platform. Those of a project's own entities use the names that the project has. */
const PLATFORM =
  'test/{answers,auth,core,database,errors,faults,http,idioms,logging,migrations,openapi,policies,relations,routes,start,validation,values}/**/*.ts';

/** What a test declares beside the application, and how its name begins. */
const RULES: readonly (readonly [what: string, declared: RegExp, name: RegExp])[] = [
  ['table', /\b(?:tableName|through): '(\w+)'/g, /^probe_/],
  ['path', /@Controller\('([^']*)'/g, /^probe-/],
  ['entity', /(?<!abstract )\bclass (\w+) extends BaseEntity\b/g, /^Probe/],
  ['DTO', /\bclass (\w+Dto)\b/g, /^(Create|Update)?Probe/],
  ['controller', /\bclass (\w+Controller)\b/g, /^Probe/],
  ['error code', /\bdefineError\('(\w+)'/g, /^PROBE_/],
];

describe('the names that tests give', () => {
  const files = globSync(PLATFORM).map((file) => [file, readFileSync(file, 'utf8')] as const);

  it.each(RULES)(
    'are none that an application takes: every %s begins as a probe',
    (_what, declared, name) => {
      const found = files.flatMap(([file, text]) =>
        [...text.matchAll(declared)].map(([, given]) => [file, given!] as const),
      );
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(([, given]) => !name.test(given))).toEqual([]);
    },
  );
});

/** What opens the database of the run. */
const OPENS =
  /from '[^']*\/(test-app|test-database|entity-database|run-server|backends|gadget-database|describe-\w+)\.js'/;

describe('a test named unit-spec', () => {
  it('has nothing to do with the database of the run, so that it need not run on each', () => {
    const units = globSync('test/**/*.unit-spec.ts');
    expect(units.length).toBeGreaterThan(0);
    expect(units.filter((file) => OPENS.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
