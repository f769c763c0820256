import { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlDriver } from '@mikro-orm/sql';
import { Entity, Enum, Index, Property } from '@mikro-orm/decorators/legacy';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createBlankMigration, createMigration } from '../../src/platform/cli/create-migration.js';
import { schemaLines } from '../../src/platform/cli/schema-lines.js';
import { tryMigration } from '../../src/platform/cli/try-migration.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { BaseEntity } from '../../src/platform/core/entity/base.entity.js';
import { SearchIndex } from '../../src/platform/core/entity/search-index.js';
import { ormOptions } from '../../src/platform/database/orm-options.js';

type EntityClass = abstract new () => BaseEntity;

/** An entity of the table `notes`, as a developer would change it over time. */
function notes(define: (prototype: object) => void, ...decorators: ClassDecorator[]): EntityClass {
  class ProbeNote extends BaseEntity {}
  define(ProbeNote.prototype);
  decorators.forEach((decorate) => decorate(ProbeNote));
  Entity({ tableName: 'probe_notes' })(ProbeNote);
  return ProbeNote;
}

const text =
  (name: string, options: object = {}) =>
  (prototype: object) =>
    Property({ type: 'string', length: 255, ...options })(prototype, name);

const all =
  (...parts: ((prototype: object) => void)[]) =>
  (prototype: object): void =>
    parts.forEach((part) => part(prototype));

describe('migration:create', () => {
  // Inside of the project, so that migrations find its packages.
  const root = path.resolve('.data/test', `migrations_${randomUUID()}`);
  const empty = path.join(root, 'empty');
  let folder: string;
  let directory: string;

  beforeAll(async () => {
    mkdirSync(root, { recursive: true });
    await open([], empty, (orm) => orm.migrator.getExecuted());
  });

  beforeEach(() => {
    folder = path.join(root, randomUUID());
    directory = path.join(folder, 'migrations');
    mkdirSync(directory, { recursive: true });
    cpSync(empty, path.join(folder, 'db'), { recursive: true });
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  async function open<T>(entities: EntityClass[], DATABASE_DIR: string, work: (orm: MikroORM) => Promise<T>) {
    const config = { ...loadConfig({ NODE_ENV: 'test' }), DATABASE_URL: undefined, DATABASE_DIR };
    const options = await ormOptions(config);
    const orm = await MikroORM.init({
      ...options,
      entities,
      entitiesTs: entities,
      discovery: { ...options.discovery, warnWhenNoEntities: false },
    });
    try {
      return await work(orm);
    } finally {
      await orm.close(true);
    }
  }

  /** Opens the database of this test with other entities than before. */
  const withEntities = <T>(entities: EntityClass[], work: (orm: MikroORM) => Promise<T>) =>
    open(entities, path.join(folder, 'db'), work);

  /** Brings the database to what the entities say. */
  const given = (entity: EntityClass) => withEntities([entity], (orm) => orm.schema.update());

  const create = (entity: EntityClass | undefined, answers?: Record<string, boolean>) =>
    withEntities(entity ? [entity] : [], async (orm) => {
      const before = await schemaLines(orm.em.getDriver() as AbstractSqlDriver);
      const asked: string[] = [];
      const ask = async (question: string): Promise<boolean> => {
        asked.push(question);
        return Object.entries(answers!).some(([part, answer]) => question.includes(part) && answer);
      };
      const written = await createMigration({ orm, directory, name: 'change', ask: answers && ask });
      expect(await schemaLines(orm.em.getDriver() as AbstractSqlDriver)).toEqual(before);
      return { ...written, asked, code: written ? readFileSync(written.file, 'utf8') : '' };
    });

  it.each([
    ['an apostrophe', "it's"],
    ['several, and what ends a statement', "'; drop table users; --'';\n';\n"],
    ['a backslash', String.raw`C:\new\'dir`],
    ['a dollar sign and braces', '$1 ${name} $$'],
    ['a backtick', '`code`'],
    ['a percent sign and a question mark', '100% sure? ?? :name'],
    ['line breaks', 'one\ntwo\r\nthree'],
    ['line breaks and apostrophes', "it's\none\r'"],
    ['other alphabets', 'naïve 日本語 🎉'],
    ['what looks like a cast', "x'::text"],
  ])('writes a whole migration for a default with %s', async (_what, value) => {
    const entity = notes(all(text('title', { default: value }), text('other')));
    const { file, warnings } = await create(entity);
    expect(warnings).toEqual([]);
    await withEntities([entity], async (orm) => {
      await tryMigration(orm, file!);
      const driver = orm.em.getDriver() as AbstractSqlDriver;
      await orm.schema.update();
      await driver.execute(
        `insert into probe_notes (id, created_at, updated_at, other) values ('${randomUUID()}', now(), now(), '')`,
      );
      expect(await driver.execute('select title from probe_notes')).toEqual([{ title: value }]);
    });
  });

  it('finds nothing to do when the database is what the entities say', async () => {
    const entity = notes(text('title', { default: "it's" }));
    await given(entity);
    expect(await create(entity)).toMatchObject({ code: '' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('keeps the operator class of a search index in down()', async () => {
    const columns = all(text('title'), text('body'));
    await given(notes(columns, SearchIndex('title') as ClassDecorator));
    const { code } = await create(notes(columns, SearchIndex('title', 'body') as ClassDecorator));
    expect(code.split('down()')[1]).toContain(
      'create index "probe_notes_title_index" on "probe_notes" using gin ("title" gin_trgm_ops)',
    );
  });

  it('leaves the functions of earlier migrations out of down(), which undoes none', async () => {
    const columns = [text('title'), text('body', { nullable: true })] as const;
    await given(notes(columns[0], SearchIndex('title') as ClassDecorator));
    const { code } = await create(notes(all(...columns), SearchIndex('title') as ClassDecorator));
    expect(code.split('down()')[1]).toContain('drop column "body"');
    expect(code).not.toContain('letter_pairs');
  });

  it('makes the search index of a dropped table again', async () => {
    await given(notes(text('title'), SearchIndex('title') as ClassDecorator));
    const { code } = await create(undefined);
    expect(code.split('down()')[1]).toContain('using gin ("title" gin_trgm_ops)');
  });

  it('drops and adds columns of the same type, and says so', async () => {
    await given(notes(text('summary')));
    const { code, warnings } = await create(notes(text('title', { nullable: true })));
    expect(code).not.toContain('rename');
    expect(code.split('down()')[0]).toMatch(
      /drop column "summary"[^]*add "title"|add "title"[^]*drop column "summary"/,
    );
    expect(warnings).toEqual([
      expect.stringContaining('alter table "probe_notes" rename column "summary" to "title"'),
    ]);
  });

  it('renames a column where the developer says so, with its indexes, among others of the same type', async () => {
    const indexed = (name: string): ClassDecorator => Index({ properties: [name] } as object);
    await given(notes(all(text('summary'), text('remark'), text('gone')), indexed('summary')));
    const { code, asked, warnings } = await create(
      notes(all(text('title'), text('remark'), text('author', { nullable: true })), indexed('title')),
      { 'title the column that was summary': true },
    );
    expect(asked).toEqual([
      'Is probe_notes.title the column that was summary, with its values?',
      'Is probe_notes.author the column that was gone, with its values?',
    ]);
    const [up, down] = code.split('down()') as [string, string];
    expect(up).toContain('rename column "summary" to "title"');
    expect(up).toContain('drop column "gone"');
    expect(up).not.toContain('rename column "gone"');
    expect(down).toContain('rename column "title" to "summary"');
    expect(warnings).toEqual([expect.stringContaining('probe_notes loses gone and gets author')]);
  });

  it('warns of a required column without a default in a table that may have rows', async () => {
    await given(notes(text('title')));
    const { warnings } = await create(notes(all(text('title'), text('author'))));
    expect(warnings).toEqual([expect.stringContaining('probe_notes.author is required and has no default')]);
  });

  it('leaves no file of a migration that fails, and says why and what it was', async () => {
    const entity = notes((prototype) =>
      Property({ type: 'integer', defaultRaw: 'no_such_function()' })(prototype, 'count'),
    );
    await expect(create(entity)).rejects.toThrow(
      /does not do its work, so no file is left of it\. up\(\) failed: [^]*no_such_function[^]*--blank[^]*create table "probe_notes"/,
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  it('leaves no file of a migration that does not make what the entities say', async () => {
    const entity = notes((prototype) =>
      // PostgreSQL tells this default back in another form, which MikroORM does not take for the same.
      Property({ type: 'integer', defaultRaw: '1 + 1' })(prototype, 'count'),
    );
    await expect(create(entity)).rejects.toThrow('After up() the database is not what the entities say');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('writes enums, and what changes their values', async () => {
    const status = (...items: string[]) =>
      notes((prototype) => Enum({ items: () => items, default: items[0] })(prototype, 'status'));
    await given(status('draft', 'sent'));
    const { code } = await create(status('draft', 'sent', 'paid'));
    expect(code).toContain(`in ('draft', 'sent', 'paid')`);
  });

  it('writes a blank one, to be filled in', async () => {
    const file = await createBlankMigration(directory, 'fill_in');
    expect(path.basename(file)).toMatch(/^Migration\d{14}_fill_in\.ts$/);
    await withEntities([], (orm) => tryMigration(orm, file));
  });
});
