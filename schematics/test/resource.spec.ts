import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SmallProject } from './small-project.ts';

describe('the resource schematic', () => {
  let project: SmallProject;

  beforeEach(() => {
    project = new SmallProject();
  });

  afterEach(() => project.remove());

  it('writes an entity, its test, and its module into the application', () => {
    const { status, output } = project.resource(
      'invoice',
      '--fields',
      'number:string:unique,status:enum(draft|sent)',
    );
    expect([status, output]).toEqual([0, expect.stringContaining('CREATE src/invoices/invoice.entity.ts')]);
    const written = Object.keys(project.files()).filter((name) => name.includes('invoice'));
    expect(written).toEqual([
      'src/invoices/dto/create-invoice.dto.ts',
      'src/invoices/dto/invoice.dto.ts',
      'src/invoices/dto/update-invoice.dto.ts',
      'src/invoices/invoice-status.ts',
      'src/invoices/invoice.entity.ts',
      'src/invoices/invoice.filter.ts',
      'src/invoices/invoices.controller.ts',
      'src/invoices/invoices.module.ts',
      'src/invoices/invoices.repository.ts',
      'src/invoices/invoices.service.ts',
      'test/invoices.e2e-spec.ts',
    ]);
    expect(project.read('src/app.module.ts')).toMatch(
      /import \{ InvoicesModule \} from '.\/invoices\/invoices.module.js';[^]*imports: \[[^\]]*InvoicesModule/,
    );
  });

  it('is what the Nest CLI runs, and leaves the other schematics as they are', () => {
    expect(project.nest('g', 'resource', 'invoice').output).toContain(
      'There is no terminal to ask for the fields',
    );
    expect(project.nest('g', 'service', 'foo', '--no-spec').output).toContain(
      'CREATE src/foo/foo.service.ts',
    );
    expect(project.exists('src/foo/foo.service.ts')).toBe(true);
  });

  it('writes nothing in a dry run', () => {
    const before = project.files();
    const { output } = project.resource('invoice', '--fields', 'number:string', '--dry-run');
    expect(output).toContain('CREATE src/invoices/invoice.entity.ts');
    expect(project.files()).toEqual(before);
  });

  it.each([
    ['no fields', ['invoice'], 'There is no terminal'],
    ['a wrong field', ['invoice', '--fields', 'number:strung'], 'strung is not a type'],
    ['an unknown option', ['invoice', '--fields', 'number:string', '--colour', 'red'], 'colour'],
    ['an entity that exists', ['item', '--fields', 'number:string'], 'items exists already'],
    ['a route that is taken', ['metric', '--fields', 'number:string'], 'Choose another name'],
    ['a folder', ['invoice', '--path', 'x', '--fields', 'number:string'], 'leave the path out'],
    ['a reference to nothing', ['invoice', '--fields', 'a:ref(nothings)'], 'There is no table nothings'],
    ['a required reference to itself', ['node', '--fields', 'parent:ref(nodes)'], 'Make it nullable'],
    [
      'names that PostgreSQL would cut off',
      ['a_rather_long_name_of_an_entity', '--fields', 'with_a_rather_long_name_of_a_field:string:unique'],
      'longer than the 63 characters',
    ],
  ])('refuses %s and writes nothing', (_what, args, message) => {
    const before = project.files();
    const { status, output } = project.resource(...args);
    expect(output).toContain(message);
    expect(status).not.toBe(0);
    expect(project.files()).toEqual(before);
  });

  it('never overwrites a file', () => {
    const file = path.join(project.folder, 'test/invoices.e2e-spec.ts');
    writeFileSync(file, 'mine');
    const { status, output } = project.resource('invoice', '--fields', 'number:string');
    expect(status).not.toBe(0);
    expect(output).toContain('test/invoices.e2e-spec.ts exists already');
    expect(project.read('test/invoices.e2e-spec.ts')).toBe('mine');
    rmSync(file);
    expect(project.resource('invoice', '--fields', 'number:string').status).toBe(0);
  });

  it('leaves ownership out where rows belong to nobody', () => {
    for (const option of ['--no-owned', '--owned=false']) {
      project.resource(
        option === '--no-owned' ? 'invoice' : 'bill',
        '--fields',
        'number:string:unique',
        option,
      );
    }
    const written = Object.entries(project.files()).filter(([name]) => /invoice|bill/.test(name));
    expect(written).toHaveLength(20);
    expect(written.filter(([, code]) => /owner|Owned/.test(code))).toEqual([]);
  });

  it('offers no upsert to entities without a key to know rows by', () => {
    project.resource('invoice', '--fields', 'number:string,code:string?:unique');
    expect(project.read('src/invoices/invoices.controller.ts')).not.toContain('upsert');
    expect(project.read('src/invoices/invoices.repository.ts')).not.toContain('upsert');
    expect(project.read('src/invoices/invoice.entity.ts')).toContain(
      "@Unique({ properties: ['owner_id', 'code']",
    );
  });
});
