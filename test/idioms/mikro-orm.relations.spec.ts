import { wrap } from '@mikro-orm/core';
import type { Actor } from '../../src/platform/context/actor.js';
import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { type EntityDatabase, openEntities, statementsOf } from '../support/entity-database.js';
import {
  ProbeAuthor,
  AuthorsRepository,
  ProbeBook,
  bookFilter,
  BooksRepository,
  ProbeLabel,
  LabelsRepository,
  ProbePortrait,
} from './mikro-orm/library.js';

const parse = listQueryParser(bookFilter);
const SAM = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';
const KIM = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b42';

const user = (id: string): Actor => ({
  kind: 'user',
  id,
  role: 'user',
  email: `${id}@example.com`,
  email_verified: true,
});

describe('relations of MikroORM', () => {
  let db: EntityDatabase;
  let books: BooksRepository;
  let authors: AuthorsRepository;
  let labels: LabelsRepository;
  let mine: ProbeAuthor;
  let other: ProbeAuthor;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeAuthor, ProbePortrait, ProbeLabel, ProbeBook] });
    books = new BooksRepository(db.database);
    authors = new AuthorsRepository(db.database);
    labels = new LabelsRepository(db.database);
    [mine, other] = (await db.inUnit(() =>
      authors.createMany([
        { name: 'Ida', owner: SAM },
        { name: 'Max', owner: KIM },
      ]),
    )) as [ProbeAuthor, ProbeAuthor];
  });
  afterAll(() => db.close());

  const asSam = <T>(work: () => Promise<T>): Promise<T> => db.inUnit(work, user(SAM));

  it('are ids in the rows of a repository, and lists are left out', async () => {
    await db.inUnit(async () => {
      const first = await books.create({ title: 'one', author: mine.id });
      expect(first).toMatchObject({ author: mine.id, editor: null, sequel_of: null, shelf_id: null });
      expect(Object.keys(first)).not.toEqual(expect.arrayContaining(['labels']));
      expect(Object.keys(first)).not.toContain('shelf');
      const second = await books.create({ title: 'two', author: mine.id, sequel_of: first.id });
      expect(await books.get(second.id)).toEqual(second);
      expect(await books.update(second.id, { author: other.id })).toMatchObject({
        author: other.id,
        version: 2,
      });
      expect(await books.list({ author: other.id } as object)).toMatchObject([{ id: second.id }]);
      expect(await books.list({ author: { name: 'Max' } } as object)).toMatchObject([{ id: second.id }]);
      expect(await books.list({ author: mine.id, sequel_of: null } as object)).toMatchObject([
        { id: first.id },
      ]);
    });
  });

  it('that are lists are not written by a repository, and it says so', async () => {
    const written = () => books.create({ title: 'x', author: mine.id, labels: [] } as never);
    await expect(db.inUnit(written)).rejects.toThrow('ProbeBook.labels is of other rows');
  });

  it('take an entity for its id', async () => {
    await db.inUnit(async () => {
      const author = await db.em.findOneOrFail(ProbeAuthor, mine.id);
      const row = await books.create({ title: 'by entity', author });
      expect(row.author).toBe(mine.id);
      const [many] = await books.createMany([{ title: 'many', author }]);
      expect(many!.author).toBe(mine.id);
      const max = db.em.getReference(ProbeAuthor, other.id);
      expect(await books.update(row.id, { author: max })).toMatchObject({ author: other.id });
    });
  });

  it('can be populated, within what the actor sees', async () => {
    const row = { title: 'pop', author: mine.id };
    await db.inUnit(() =>
      books.createMany([
        { ...row, editor: mine.id },
        { ...row, editor: other.id },
        { ...row, author: other.id },
      ]),
    );
    for (const strategy of ['select-in', 'joined'] as const) {
      await asSam(async () => {
        const options = { strategy, orderBy: { id: 'asc' } } as const;
        const found = await db.em.find(ProbeBook, { title: 'pop' }, { ...options, populate: ['editor'] });
        expect(found.map(({ editor }) => editor?.name)).toEqual(['Ida', undefined, undefined]);
        expect(JSON.stringify(found)).not.toContain('Max');
        found[1]!.sequel_of = null;
        await db.em.flush();
        db.em.clear();
        // Of a reference that is never null, MikroORM's join leaves the row out, and its second query gives null.
        const kept = await db.em.find(ProbeBook, { title: 'pop' }, { ...options, populate: ['author'] });
        const names = { 'select-in': ['Ida', 'Ida', undefined], joined: ['Ida', 'Ida'] };
        expect(kept.map(({ author }) => (author as ProbeAuthor | null)?.name)).toEqual(names[strategy]);
        await db.em.flush();
      });
    }
    await db.inUnit(async () => {
      const found = await db.em.find(
        ProbeBook,
        { title: 'pop' },
        { populate: ['author'], orderBy: { id: 'asc' } },
      );
      expect(found.map(({ author }) => author.name)).toEqual(['Ida', 'Ida', 'Max']);
      expect(found.map(({ version, editor }) => [version, editor?.id])).toEqual([
        [1, mine.id],
        [1, other.id],
        [1, undefined],
      ]);
    });
  });

  it('lead to live rows only', async () => {
    const [kept, gone] = await labels.createMany([{ text: 'kept' }, { text: 'gone' }]);
    const { id } = await db.inUnit(async () => {
      const book = db.em.create(ProbeBook, {
        title: 'labelled',
        author: mine.id,
        sequel_of: null,
        shelf_id: null,
      });
      book.labels.add(db.em.getReference(ProbeLabel, kept!.id), db.em.getReference(ProbeLabel, gone!.id));
      await db.em.flush();
      return book;
    });
    const sequel = await db.inUnit(() => books.create({ title: 'sequel', author: mine.id, sequel_of: id }));
    await db.database.query('update probe_labels set deleted_at = now() where id = $1', [gone!.id]);
    await db.inUnit(async () => {
      const book = await db.em.findOneOrFail(ProbeBook, id, { populate: ['labels'] });
      expect(book.labels.getItems().map(({ text }) => text)).toEqual(['kept']);
      const author = await db.em.findOneOrFail(ProbeAuthor, mine.id, { populate: ['books'] });
      expect(author.books.getItems().map((one) => one.title)).toEqual(
        expect.arrayContaining(['labelled', 'sequel']),
      );
    });
    await db.database.query('update probe_books set deleted_at = now() where id = $1', [id]);
    await db.inUnit(async () => {
      const author = await db.em.findOneOrFail(ProbeAuthor, mine.id, { populate: ['books'] });
      expect(author.books.getItems().map((one) => one.title)).not.toContain('labelled');
      for (const strategy of ['select-in', 'joined'] as const) {
        db.em.clear();
        const found = await db.em.findOneOrFail(ProbeBook, sequel.id, { populate: ['sequel_of'], strategy });
        expect([strategy, found.sequel_of?.title]).toEqual([strategy, undefined]);
      }
    });
  });

  it('of a @Reference can be populated beside it', async () => {
    const shelf = await labels.create({ text: 'A–D' });
    const row = await db.inUnit(() =>
      books.create({ title: 'shelved', author: mine.id, shelf_id: shelf.id }),
    );
    expect(row.shelf_id).toBe(shelf.id);
    await asSam(async () => {
      const book = await db.em.findOneOrFail(ProbeBook, row.id, { populate: ['shelf'] });
      expect([book.shelf_id, book.shelf?.text]).toEqual([shelf.id, 'A–D']);
      const fresh = await books.update(row.id, { shelf_id: null });
      expect(fresh!.shelf_id).toBeNull();
    });
  });

  it('are written by the unit of work: cascades, both sides, one to one', async () => {
    const { id } = await db.inUnit(async () => {
      const author = db.em.create(ProbeAuthor, { name: 'New', owner: SAM });
      author.books.add(
        db.em.create(ProbeBook, { title: 'cascade', author, editor: null, sequel_of: null, shelf_id: null }),
      );
      db.em.create(ProbePortrait, { file: 'new.png', author });
      await db.em.flush();
      return author;
    });
    await asSam(async () => {
      const author = await db.em.findOneOrFail(ProbeAuthor, id, { populate: ['books', 'portrait'] });
      expect(author.books.getItems().map(({ title }) => title)).toEqual(['cascade']);
      expect(author.portrait!.unwrap().file).toBe('new.png');
      expect(wrap(author).toObject()).toMatchObject({ name: 'New', books: [{ title: 'cascade' }] });
      expect(await books.list({ author: id } as object)).toMatchObject([{ title: 'cascade', author: id }]);
    });
  });

  it('cost a list nothing', async () => {
    const texts = await statementsOf(() => db.inUnit(() => books.page(parse({ include_total: 'false' }))));
    expect(texts).toHaveLength(1);
    expect(texts[0]).not.toContain('join');
  });
});
