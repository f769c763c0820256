import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
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
    expect(output).toMatch(
      /CREATE[^]*Next:\n  npm run migration:create -- --name invoices[^]*npm run openapi && npm run client\n  npm test -- test\/invoices\n/,
    );
    const written = Object.keys(project.files()).filter((name) => name.includes('invoice'));
    expect(written).toEqual([
      'src/invoices/dto/create-invoice.dto.ts',
      'src/invoices/dto/invoice.dto.ts',
      'src/invoices/dto/update-invoice.dto.ts',
      'src/invoices/invoice-status.ts',
      'src/invoices/invoice.entity.ts',
      'src/invoices/invoice.filter.ts',
      'src/invoices/invoice.key.ts',
      'src/invoices/invoice.policy.ts',
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
    ['a folder', ['invoice', '--path', 'x', '--fields', 'number:string'], "Unknown option '--path'"],
    [
      'a second name',
      ['order', 'line', '--fields', 'number:string'],
      'One name is enough, and there is also: line',
    ],
    ['an empty name', [''], 'The name cannot be empty. For example: npm run resource'],
    ['a number for a name', ['5', '--fields', 'a:string'], 'The name cannot be 5. For example'],
    ['fields that are empty', ['thing', '--fields', ' '], '--fields cannot be empty. For example'],
    ['no name', [], 'Name the entity. For example: npm run resource -- invoice --fields'],
    ['a name that is taken in the document', ['role', '--fields', 'a:string'], 'schema Role'],
    ['a reference to nothing', ['invoice', '--fields', 'a:ref(nothings)'], 'There is no table nothings'],
    ['a set of nothing', ['invoice', '--fields', 'a:many(nothings)'], 'There is no table nothings'],
  ])('refuses %s and writes nothing', (_what, args, message) => {
    const before = project.files();
    const { status, output } = project.resource(...args);
    expect(output).toContain(message);
    expect(status).not.toBe(0);
    expect(project.files()).toEqual(before);
  });

  it('knows entities that openapi.json does not have yet', () => {
    expect(project.resource('invoice', '--fields', 'number:string').status).toBe(0);
    const { status, output } = project.resource('invoice-page', '--fields', 'number:string');
    expect(output).toContain('schema InvoicePage in the OpenAPI document, which is taken, see src/invoices/');
    expect(status).not.toBe(0);
  });

  it('names every option in its help', () => {
    const { status, output } = project.resource('--help');
    expect(status).toBe(0);
    for (const option of ['--name', '--fields', '--owned', '--plural', '--dry-run']) {
      expect(output).toContain(`  ${option} `);
    }
    expect(output).not.toContain('Nest CLI');
  });

  it('writes defaults as they are, whatever is in them', () => {
    const { status } = project.resource(
      'note',
      '--fields',
      `q:string=it's \\ \`\${x} 100%  "é🎉",n:text=a=b`,
    );
    expect(status).toBe(0);
    for (const file of ['note.entity.ts', 'dto/create-note.dto.ts']) {
      const code = project.read(`src/notes/${file}`);
      const literals = [...code.matchAll(/default: ('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g)];
      expect(literals.map(([, literal]) => runInNewContext(literal!) as string)).toEqual([
        `it's \\ \`\${x} 100%  "é🎉"`,
        'a=b',
      ]);
    }
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
    expect(written).toHaveLength(22);
    expect(written.filter(([, code]) => /owner|Owned/.test(code))).toEqual([]);
  });

  it('writes the policy that is asked for', () => {
    project.resource('invoice', '--fields', 'number:string', '--access', 'private');
    project.resource('bill', '--fields', 'number:string', '--access', 'public-read', '--write', 'admin');
    expect(project.read('src/invoices/invoice.policy.ts')).toContain("privateTo<Invoice>('owner_id')");
    expect(project.read('src/bills/bill.policy.ts')).toContain(
      "writtenBy(['admin'], publicRead(shared<Bill>()))",
    );
    expect(project.read('src/bills/bills.controller.ts')).toMatch(
      /@Public\(\)\n  @ListRoute[^]*@Public\(\)\n  @GetRoute/,
    );
    expect(project.read('test/bills.e2e-spec.ts')).toMatch(/access: 'public-read',\n  writers: \['admin'\]/);
  });

  it('writes nothing of the routes that are left out', () => {
    project.resource('invoice', '--fields', 'number:string:unique', '--only', 'list,get');
    expect(Object.keys(project.files()).filter((name) => name.startsWith('src/invoices/dto'))).toEqual([
      'src/invoices/dto/invoice.dto.ts',
    ]);
    expect(project.read('src/invoices/invoices.service.ts')).not.toMatch(
      /Writes|create|update|delete|restore/,
    );
    expect(project.read('src/invoices/invoices.controller.ts').match(/@\w+Route/g)).toEqual([
      '@ListRoute',
      '@GetRoute',
    ]);
  });

  it('imports the body that updates are made of, where nothing takes new rows', () => {
    project.resource('invoice', '--fields', 'number:string', '--only', 'get,update');
    for (const file of ['repository', 'service']) {
      const code = project.read(`src/invoices/invoices.${file}.ts`);
      expect(code).toContain("import type { CreateInvoiceDto } from './dto/create-invoice.dto.js';");
      expect(code).toMatch(/<Invoice, CreateInvoiceDto, UpdateInvoiceDto>/);
    }
  });

  it('answers readonly fields and takes them nowhere', () => {
    project.resource('invoice', '--fields', 'number:string,paid:boolean:readonly=false');
    expect(project.read('src/invoices/dto/create-invoice.dto.ts')).not.toContain('paid');
    expect(project.read('src/invoices/dto/invoice.dto.ts')).toMatch(
      /@BooleanField\([^)]*\)\n  paid!: boolean;/,
    );
    expect(project.read('test/invoices.e2e-spec.ts')).not.toContain('paid');
  });

  it('embeds what a reference points to, and filters through it; of users the name', () => {
    project.resource('customer', '--fields', 'name:string');
    project.resource(
      'invoice',
      '--fields',
      'customer:ref(customers):cascade,seller:ref(users)?:set-null,parent:ref(invoices)?',
    );
    expect(project.read('src/invoices/invoice.entity.ts')).toMatch(
      /@Reference\('customers', \{ onDelete: 'cascade' \}\)[^]*@Reference\('users', \{ nullable: true, onDelete: 'set null' \}\)/,
    );
    expect(project.read('src/invoices/dto/invoice.dto.ts')).toMatch(
      /customer\?: CustomerDto \| null;[^]*seller\?: UserRefDto \| null;[^]*parent\?: InvoiceDto \| null;/,
    );
    expect(project.read('src/invoices/invoice.filter.ts')).toContain(
      "through: { customer: customerFilter, seller: userRefFilter, parent: 'self' }",
    );
  });

  it('looks for e-mail addresses in the form in which they are kept', () => {
    project.resource('customer', '--fields', 'mail:email');
    expect(project.read('src/customers/customer.filter.ts')).toContain("mail: field.email('eq', ");
  });

  it('writes sets with the table between, embeds them, and filters by them', () => {
    project.resource('tag', '--fields', 'name:string');
    project.resource(
      'product',
      '--fields',
      'tags:many(tags),makers:many(users):readonly,parts:many(products)',
    );
    expect(project.read('src/products/product.entity.ts')).toMatch(
      /@Many\('tags', \{ through: 'product_tags', as: 'tags' \}\)\n  tag_ids!: string\[\];/,
    );
    expect(project.read('src/products/product-tag.entity.ts')).toMatch(
      /tableName: 'product_tags'[^]*class ProductTag [^]*@JoinReference\('products'\)\n  product_id[^]*@JoinReference\('tags'\)\n  tag_id/,
    );
    expect(project.exists('src/products/product-part.entity.ts')).toBe(true);
    expect(project.read('src/products/dto/product.dto.ts')).toMatch(
      /maker_ids!: string\[\];[^]*tags\?: TagDto\[\];[^]*makers\?: UserRefDto\[\];[^]*parts\?: ProductDto\[\];/,
    );
    expect(project.read('src/products/dto/create-product.dto.ts')).not.toContain('maker');
    expect(project.read('src/products/product.filter.ts')).toContain(
      "sets: { tags: 'tag_ids', makers: 'maker_ids', parts: 'part_ids' }",
    );
    expect(project.read('test/products.e2e-spec.ts')).toContain(
      "sets: { tags: 'tag_ids', parts: 'part_ids' }",
    );
    const { output } = project.resource('product-tag', '--fields', 'name:string');
    expect(output).toContain('The table product_tags exists already, see src/products/product-tag.entity.ts');
    expect(
      project.resource('product-part', '--plural', 'partlets', '--fields', 'name:string').output,
    ).toContain('There is an entity ProductPart already, see src/products/product-part.entity.ts');
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
