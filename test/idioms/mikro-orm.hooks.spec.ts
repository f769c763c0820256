import { ConflictError } from '../../src/platform/errors.js';
import { type EntityDatabase, openEntities, statementsOf } from '../support/entity-database.js';
import {
  ProbeArticle,
  ArticlesRepository,
  EverythingSubscriber,
  journal,
  ProbeNote,
  NotesRepository,
  NoteSubscriber,
} from './mikro-orm/article.js';

describe('hooks of an entity', () => {
  let db: EntityDatabase;
  let articles: ArticlesRepository;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeArticle] });
    articles = new ArticlesRepository(db.database);
  });
  beforeEach(() => void journal.splice(0));
  afterAll(() => db.close());

  it('run for a row that is created, and what they change is stored', async () => {
    const row = await articles.create({ title: '  First Article ' });
    expect(row).toMatchObject({
      title: 'First Article',
      state: 'draft',
      slug: '--first-article-',
      size: 0,
      seen: 1,
    });
    expect(journal).toEqual(['before create First Article', 'created First Article 36']);
    expect(await articles.get(row.id)).toEqual(row);
  });

  it('run for each of many rows', async () => {
    await articles.createMany([{ title: 'a ' }, { title: 'b', state: 'done' }]);
    expect(journal.toSorted()).toEqual([
      'before create a',
      'before create b',
      'created a 36',
      'created b 36',
    ]);
    expect(await articles.list({ title: { $in: ['a', 'b'] } }, { order: 'title' })).toMatchObject([
      { title: 'a', state: 'draft' },
      { title: 'b', state: 'done' },
    ]);
  });

  it('run for a row that is changed, unless nothing differs', async () => {
    const { id } = await articles.create({ title: 'Changed' });
    journal.splice(0);
    expect(await articles.update(id, { body: 'four' })).toMatchObject({ body: 'four', size: 4, version: 2 });
    expect(journal).toEqual(['before update Changed', 'updated Changed: body,size,updated_at,version']);
    expect(await articles.update(id, { body: 'four' })).toBeUndefined();
    expect(journal).toHaveLength(2);
    expect(await articles.updateMany({ title: 'Changed' }, { body: 'seven77' })).toBe(1);
    expect(journal).toHaveLength(4);
  });

  it('run for the rows of an upsert', async () => {
    await articles.create({ title: 'Known' });
    journal.splice(0);
    const rows = [{ title: 'Known', body: 'now' }, { title: 'Unknown' }];
    const { items, ...counts } = await articles.upsertMany(rows, { key: ['title'] });
    expect(counts).toEqual({ created: 1, updated: 1, ignored: 0 });
    expect(items).toMatchObject([
      { size: 3, version: 2 },
      { slug: 'unknown', state: 'draft', version: 1 },
    ]);
    expect(journal).toContain('created Unknown 36');
    expect(journal).toContain('updated Known: body,size,updated_at,version');
  });

  it('are no reason to lose the name of a field that is taken, or the transaction around', async () => {
    await articles.create({ title: 'Numbered', isbn: '1' });
    const errorsOf = async (work: Promise<unknown>) => {
      const error = await work.catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(ConflictError);
      return (error as ConflictError).errors!.map(({ loc }) => loc.join('.'));
    };
    await db.inUnit(() =>
      db.database.transaction(async () => {
        const rows = [{ title: 'New A' }, { title: 'New B', isbn: '1' }];
        expect(await errorsOf(articles.createMany(rows))).toEqual(['body.items.1.isbn']);
        expect(await errorsOf(articles.upsertMany(rows, { key: ['title'] }))).toEqual(['body.items.1.isbn']);
        await articles.create({ title: 'Survivor' });
      }),
    );
    expect(await articles.count({ title: { $in: ['New A', 'New B', 'Survivor'] } })).toBe(1);
  });

  it('cannot be asked about a column that SQL merges', async () => {
    const merge = { body: 'stored.body || excluded.body' };
    await expect(articles.upsertMany([{ title: 'Known' }], { key: ['title'], merge })).rejects.toThrow(
      'ProbeArticle: MikroORM writes its rows',
    );
  });

  it('run for deletion: soft is a change, for good is a removal', async () => {
    const { id } = await articles.create({ title: 'Gone' });
    journal.splice(0);
    await articles.softDelete(id);
    expect(journal).toEqual(['before update Gone', expect.stringContaining('deleted_at')]);
    await articles.restore(id);
    journal.splice(0);
    expect(await articles.delete(id)).toBe(true);
    expect(journal).toEqual(['before delete Gone', 'deleted Gone']);
    expect(await articles.delete(id)).toBe(false);
    expect(await articles.exists({ title: 'Gone' }, { withDeleted: true })).toBe(false);
  });

  it('run for a removal of a row that is deleted already', async () => {
    const { id } = await articles.create({ title: 'Twice' });
    await articles.softDelete(id);
    journal.splice(0);
    expect(await articles.deleteMany([id])).toBe(1);
    expect(journal).toEqual(['before delete Twice', 'deleted Twice']);
  });

  it('undo the write when they throw', async () => {
    const work = db.inUnit(() =>
      db.database.transaction(async () => {
        await articles.create({ title: 'never' });
        throw new Error('refused');
      }),
    );
    await expect(work).rejects.toThrow('refused');
    expect(await articles.exists({ title: 'never' })).toBe(false);
  });
});

describe('event subscribers', () => {
  let db: EntityDatabase;
  let notes: NotesRepository;

  beforeEach(async () => {
    db = await openEntities({ entities: [ProbeNote] });
    notes = new NotesRepository(db.database);
  });
  afterEach(() => db.close());

  it('hear of the writes of a repository once they are registered', async () => {
    const first = await notes.create({ text: 'quiet' });
    const subscriber = new NoteSubscriber();
    db.em.getEventManager().registerSubscriber(subscriber);
    const row = await notes.create({ text: 'loud?' });
    expect(row.text).toBe('loud.!');
    await notes.update(row.id, { text: 'changed' });
    await notes.delete(first.id);
    expect(subscriber.heard).toEqual(['created loud?!', 'from loud?! to changed', 'deleted quiet']);
    expect((await notes.get(row.id))!.text).toBe('changed');
    expect(await notes.list()).toMatchObject([{ text: 'changed' }]);
  });

  it('of everything hear of everything', async () => {
    const subscriber = new EverythingSubscriber();
    db.em.getEventManager().registerSubscriber(subscriber);
    const { id } = await db.inUnit(() => db.database.transaction(() => notes.create({ text: 'heard' })));
    await notes.softDelete(id);
    await notes.delete(id);
    expect(subscriber.heard.filter((one) => one !== 'committed')).toEqual([
      'create ProbeNote',
      'update ProbeNote',
      'delete ProbeNote',
    ]);
    expect(subscriber.heard.filter((one) => one === 'committed')).toHaveLength(3);
  });

  it('cost nothing where there is none: each write is one statement', async () => {
    const texts = await statementsOf(async () => {
      const { id } = await notes.create({ text: 'one' });
      await notes.update(id, { text: 'two' });
      await notes.delete(id);
    });
    expect(texts).toHaveLength(3);
  });
});

describe('event subscribers of the configuration', () => {
  it('are heard as well', async () => {
    const subscriber = new NoteSubscriber();
    const db = await openEntities({ entities: [ProbeNote], subscribers: [subscriber] });
    await new NotesRepository(db.database).create({ text: 'configured' });
    expect(subscriber.heard).toEqual(['created configured!']);
    await db.close();
  });
});
