import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { ProbeGadget } from '../core/gadget.js';
import { type EntityDatabase, openEntities, statementsOf } from '../support/entity-database.js';
import {
  ProbeDirector,
  DirectorsRepository,
  ProbeFilm,
  filmFilter,
  FilmsRepository,
} from './mikro-orm/film.js';

const parse = listQueryParser(filmFilter);

/** A database with films; each of two tenants has some. */
class Films {
  private constructor(
    readonly db: EntityDatabase,
    readonly films: FilmsRepository,
    readonly director: string,
  ) {}

  static async open(): Promise<Films> {
    const db = await openEntities({ entities: [ProbeFilm, ProbeDirector] });
    const films = new FilmsRepository(db.database);
    const directors = new DirectorsRepository(db.database);
    const [known, nobody] = await directors.createMany([{ name: 'Ida' }, { name: 'Nobody' }]);
    const row = { director: known!.id, tenant: 'a' };
    await films.createMany([
      { ...row, title: 'seen' },
      { ...row, title: 'dear', price: 2000 },
      { ...row, title: 'hidden', published: false },
      { ...row, title: 'other', tenant: 'b' },
      { ...row, title: 'orphan', director: nobody!.id },
    ]);
    return new Films(db, films, known!.id);
  }

  as<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.db.inUnit(async () => {
      this.db.em.setFilterParams('tenant', { tenant });
      return work();
    });
  }

  /** The titles that are found, whichever way they are read. */
  async titles(): Promise<string[]> {
    const found = titlesOf(await this.films.find({}));
    const all = await this.films.list();
    const page = await this.films.page(parse({}));
    const some = await this.films.getMany(all.map(({ id }) => id));
    expect([titlesOf(all), titlesOf(page.items), titlesOf(some)]).toEqual([found, found, found]);
    expect([await this.films.count(), page.total]).toEqual([found.length, found.length]);
    return found;
  }
}

function titlesOf(rows: { title: string }[]): string[] {
  return rows.map(({ title }) => title).sort();
}

describe('filters of MikroORM', () => {
  let all: Films;
  let films: FilmsRepository;

  beforeAll(async () => {
    all = await Films.open();
    films = all.films;
  });
  afterAll(() => all.db.close());

  it('hold for every way to read', async () => {
    await all.as('a', async () => {
      expect(await all.titles()).toEqual(['dear', 'seen']);
      expect(await films.exists({ title: 'hidden' })).toBe(false);
      expect(await films.exists({ title: 'orphan' })).toBe(false);
    });
    await all.as('b', async () => expect(await all.titles()).toEqual(['other']));
  });

  it('hold for every write', async () => {
    await all.as('a', async () => {
      const other = await films.findOneOrFail({ title: 'other' }, { filters: false });
      expect(await films.update(other.id, { price: 5 })).toBeUndefined();
      expect(await films.softDelete(other.id)).toBeUndefined();
      expect(await films.delete(other.id)).toBe(false);
      expect(await films.updateMany({}, { price: 7 })).toBe(2);
      expect(await films.softDeleteWhere({})).toHaveLength(2);
      expect(await films.restoreWhere({})).toHaveLength(2);
      expect(await films.updateMany({ title: 'dear' }, { price: 2000 })).toBe(1);
    });
    await all.as('b', async () =>
      expect(await films.list()).toMatchObject([{ title: 'other', price: 1, version: 1 }]),
    );
  });

  it('are refused where they need arguments and nobody has given them', async () => {
    await all.db.inUnit(async () => {
      await expect(films.find({})).rejects.toThrow("No arguments provided for filter 'tenant'");
      await expect(films.list()).rejects.toThrow(
        /Filter 'tenant' of ProbeFilm needs arguments.*setFilterParams\('tenant'/,
      );
      await expect(films.update(all.director, { price: 1 })).rejects.toThrow("Filter 'tenant' of ProbeFilm");
    });
  });

  it('have arguments within a transaction that were set in it, or before', async () => {
    await all.as('a', () =>
      all.db.database.transaction(async () => {
        expect(titlesOf(await films.list())).toEqual(['dear', 'seen']);
        all.db.em.setFilterParams('tenant', { tenant: 'b' });
        expect(await all.titles()).toEqual(['other']);
      }),
    );
  });

  it('that are off by default are asked for by em.find alone', async () => {
    await all.as('a', async () => {
      expect(titlesOf(await films.find({}, { filters: ['expensive'] }))).toEqual(['dear']);
      const every = await films.find({}, { filters: { published: false } });
      expect(titlesOf(every)).toEqual(['dear', 'hidden', 'seen']);
    });
  });

  it('can be added for one unit of work, with arguments', async () => {
    await all.as('a', async () => {
      all.db.em.addFilter({
        name: 'above',
        cond: ({ least }) => ({ price: { $gte: least } }),
        entity: ProbeFilm,
      });
      await expect(films.list()).rejects.toThrow("Filter 'above'");
      all.db.em.setFilterParams('above', { least: 1000 });
      expect(await all.titles()).toEqual(['dear']);
      await all.db.database.transaction(async () => expect(await all.titles()).toEqual(['dear']));
    });
    await all.as('a', async () => expect(await all.titles()).toEqual(['dear', 'seen']));
  });

  it('that are added under the name of another one take its place', async () => {
    await all.as('a', async () => {
      all.db.em.addFilter({ name: 'published', cond: { published: false }, entity: ProbeFilm });
      expect(await all.titles()).toEqual(['hidden']);
    });
  });

  it('that are added for another entity, or off by default, change nothing', async () => {
    await all.as('a', async () => {
      all.db.em.addFilter({ name: 'named', cond: { code: 'x' }, entity: ProbeGadget });
      all.db.em.addFilter({ name: 'never', cond: { price: -1 }, default: false });
      expect(await all.titles()).toEqual(['dear', 'seen']);
    });
  });

  it('of another entity hold where a condition looks into it', async () => {
    await all.as('a', async () => {
      all.db.em.addFilter({ name: 'named', cond: { name: { $ne: 'Ida' } }, entity: ProbeDirector });
      expect(await all.titles()).toEqual([]);
    });
  });

  it('of soft deletion hold there, too', async () => {
    const where = { director: { name: 'Ida' } } as object;
    await all.as('a', async () => {
      expect(titlesOf(await films.list(where))).toEqual(['dear', 'seen']);
      await all.db.database.query('update probe_directors set deleted_at = now() where id = $1', [
        all.director,
      ]);
      expect(await all.titles()).toEqual([]);
      expect(await films.find(where)).toEqual([]);
      expect(await films.list(where)).toEqual([]);
      expect(await films.count({ $or: [where, { title: 'nothing' }] })).toBe(0);
      await all.db.database.query('update probe_directors set deleted_at = null');
    });
  });

  it('are part of the statement itself', async () => {
    const texts = await statementsOf(() => all.as('a', () => films.list()));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('"is_published" = ');
  });
});

describe('filters of the whole application', () => {
  it('can be added to the global EntityManager, and then hold in every unit of work', async () => {
    const all = await Films.open();
    all.db.em.addFilter({ name: 'cheap', cond: { price: { $lt: 1000 } }, entity: [ProbeFilm] });
    await all.as('a', async () => expect(await all.titles()).toEqual(['seen']));
    await all.db.close();
  });

  it('can be in the configuration', async () => {
    const named = {
      name: 'named',
      cond: { name: { $ne: 'Nobody' } },
      default: true,
      entity: ['ProbeDirector'],
    };
    const db = await openEntities({ entities: [ProbeDirector], filters: { named } });
    const directors = new DirectorsRepository(db.database);
    await directors.createMany([{ name: 'Ida' }, { name: 'Nobody' }]);
    await db.inUnit(async () => {
      expect((await directors.find({})).map(({ name }) => name)).toEqual(['Ida']);
      expect((await directors.list()).map(({ name }) => name)).toEqual(['Ida']);
    });
    await db.close();
  });
});
