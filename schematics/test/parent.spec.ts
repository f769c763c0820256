import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SmallProject } from './small-project.ts';

const LINE = ['item-part', '--parent', 'item', '--fields', 'position:integer(0..),label:string?'];

describe('a part of another entity', () => {
  let project: SmallProject;

  beforeEach(() => {
    project = new SmallProject();
  });

  afterEach(() => project.remove());

  const change = (file: string, from: string | RegExp, to: string): void => {
    const before = project.read(file);
    expect(before).toMatch(from);
    writeFileSync(path.join(project.folder, file), before.replace(from, to));
  };

  it('refers to its parent, whose access it has', () => {
    const { status, output } = project.resource(...LINE, '--unique', 'item_id,position');
    expect([status, output]).toEqual([0, expect.stringContaining('npm test -- test/item-parts test/items')]);
    expect(project.read('src/item-parts/item-part.entity.ts')).toMatch(
      /@Parent\('items', \{ as: 'parts' \}\)\n {2}item_id!: string;/,
    );
    expect(project.read('src/item-parts/item-part.entity.ts')).not.toContain('owner_id');
    expect(project.read('src/item-parts/item-part.policy.ts')).toContain(
      "partOf<ItemPart>('item_id', 'items')",
    );
    expect(project.read('src/item-parts/item-part.filter.ts')).toContain('through: { item: itemFilter }');
    expect(project.read('src/item-parts/item-part.key.ts')).toContain("['item_id', 'position']");
    expect(project.read('test/item-parts.e2e-spec.ts')).toContain(
      "parent: { path: '/api/v1/items', field: 'item_id', as: 'parts' },",
    );
  });

  it('is embedded into its parent, and made with it', () => {
    const before = project.files();
    expect(project.resource(...LINE).status).toBe(0);
    expect(project.resource('item-note', '--parent', 'items', '--fields', 'said:text').status).toBe(0);
    const after = project.files();
    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed).toEqual([
      'src/app.module.ts',
      'src/items/dto/item.dto.ts',
      'src/items/items.controller.ts',
      'src/items/items.service.ts',
    ]);
    expect(after['src/items/dto/item.dto.ts']).toMatch(
      /@EmbedsMany\('ItemPartDto'\)\n {2}parts\?: ItemPartDto\[\];\n\n {2}@EmbedsMany\('ItemNoteDto'\)\n {2}notes\?: ItemNoteDto\[\];/,
    );
    expect(after['src/items/dto/create-item-with-parts.dto.ts']).toMatch(
      /@PartsField\(CreateItemPartDto, 'item_id'\)\n {2}parts\?: Omit<CreateItemPartDto, 'item_id'>\[\];[^]*notes\?:/,
    );
    expect(after['src/items/items.service.ts']).toMatch(
      /create\(\{ parts, notes, \.\.\.data \}: CreateItemWithPartsDto\): Promise<Item> \{\n {4}return this\.#writes\.createWith\(data, \{ parts, notes \}\);/,
    );
    expect(after['src/items/items.controller.ts']).toMatch(/@Body\(\) data: CreateItemWithPartsDto/);
  });

  it('changes of the routes of a parent only what makes it', () => {
    const fields = [
      '--access',
      'shared',
      '--only',
      'list,get,create,update,restore',
      '--fields',
      'name:string',
    ];
    expect(project.resource('shelf', ...fields).status).toBe(0);
    const before = project.read('src/shelves/shelves.controller.ts');
    expect(project.resource('board', '--parent', 'shelves', '--fields', 'width:integer').status).toBe(0);
    expect(project.read('src/shelves/dto/shelf.dto.ts')).toContain("@EmbedsMany('BoardDto')");
    const after = project.read('src/shelves/shelves.controller.ts');
    const made = after.replaceAll('ShelfWithParts', 'Shelf').replace('shelf-with-parts.dto', 'shelf.dto');
    expect(made.split('\n').sort()).toEqual(before.split('\n').sort());
    expect(after).toContain('create(@Body() data: CreateShelfWithPartsDto)');
  });

  it('is not made with a parent that has no route for that, and not where nothing makes it', () => {
    project.resource('shelf', '--only', 'list,get', '--fields', 'name:string');
    project.resource('board', '--parent', 'shelf', '--fields', 'width:integer');
    expect(project.exists('src/shelves/dto/create-shelf-with-parts.dto.ts')).toBe(false);
    expect(project.read('src/shelves/dto/shelf.dto.ts')).toContain("@EmbedsMany('BoardDto')\n  boards?:");
    project.resource('item-log', '--parent', 'item', '--only', 'list,get', '--fields', 'said:text');
    expect(project.read('src/items/dto/item.dto.ts')).toContain('logs?: ItemLogDto[]');
    expect(project.read('src/items/items.service.ts')).not.toContain('createWith');
    project.resource('item-trace', '--parent', 'item', '--only', 'delete', '--fields', 'said:text');
    expect(project.read('src/items/dto/item.dto.ts')).not.toContain('traces');
  });

  it.each([
    ['of nothing', ['--parent', 'nothing'], 'there is no table nothings. Generate that entity first'],
    ['of itself', ['--parent', 'part'], 'parts cannot be a part of parts'],
    ['of users', ['--parent', 'users'], 'Refer to them instead: user:ref(users)'],
    ['with an access of its own', ['--parent', 'item', '--access', 'shared'], '--access: a part is seen and'],
    ['with writers of its own', ['--parent', 'item', '--write', 'admin'], '--write: a part is seen and'],
    ['that nobody has', ['--as', 'parts'], 'name the parent, too, by --parent'],
    ['with a name that a field has', ['--parent', 'item', '--as', 'quantity'], 'items have quantity already'],
    ['with a name that a relation has', ['--parent', 'item', '--as', 'owner'], 'owner means something else'],
    ['with a name that is a word', ['--parent', 'item', '--as', 'class'], 'class means something else'],
    [
      'that refers to it twice',
      ['--parent', 'item', '--fields', 'item:ref(items)'],
      'two fields named item_id',
    ],
  ])('refuses a part %s', (_what, args, message) => {
    const before = project.files();
    const fields = args.includes('--fields') ? [] : ['--fields', 'position:integer'];
    const { status, output } = project.resource('part', ...fields, ...args);
    expect(output).toContain(message);
    expect(status).not.toBe(0);
    expect(project.files()).toEqual(before);
  });

  it('refuses a name that other parts have', () => {
    expect(project.resource(...LINE).status).toBe(0);
    const before = project.files();
    const { status, output } = project.resource(
      'piece',
      '--parent',
      'item',
      '--as',
      'parts',
      '--fields',
      'a:string',
    );
    expect([status, output]).toEqual([
      1,
      expect.stringContaining('items have parts already, see src/items/'),
    ]);
    expect(project.files()).toEqual(before);
  });

  it.each([
    ['src/items/items.service.ts', 'return this.#writes.create(data)', 'return this.make(data)'],
    ['src/items/items.controller.ts', '@Body() data: CreateItemDto', '@Body() data: object'],
    ['src/items/dto/item.dto.ts', 'class ItemDto', 'class ShownItemDto'],
  ])('refuses a parent whose %s it cannot change, and says what to do', (file, from, to) => {
    change(file, from, to);
    const before = project.files();
    const { status, output } = project.resource(...LINE);
    expect([status, output]).toEqual([1, expect.stringContaining(`${file} has to change, and`)]);
    expect(project.files()).toEqual(before);
  });

  it('is tested by the access of its parent, or of the parent above', () => {
    change('src/items/item.policy.ts', /owned<Item>\('owner_id'\)/, "privateTo<Item>('owner_id')");
    project.resource(...LINE);
    expect(project.read('test/item-parts.e2e-spec.ts')).toContain("access: 'private',");
    project.resource('screw', '--parent', 'item_part', '--fields', 'width:integer');
    expect(project.read('test/screws.e2e-spec.ts')).toContain("access: 'private',");
    change('src/items/item.policy.ts', /privateTo<Item>\('owner_id'\)/, '{ ...own }');
    project.resource('item-note', '--parent', 'item', '--fields', 'said:text');
    expect(project.read('test/item-notes.e2e-spec.ts')).toContain("access: 'custom',");
  });
});
