import fc from 'fast-check';
import { fits, type Where } from '../../src/platform/policy.js';
import { statementsOf } from '../core/gadget-database.js';
import { type NoteDatabase, openNotes, user } from './note-database.js';
import { ProbeOwnedNote, ProbePrivateNote, TENANTS, ProbeTenantNote } from './notes.js';

const users = [user(), user(), user(), user('admin')];

describe('the condition of a policy', () => {
  let db: NoteDatabase;

  beforeAll(async () => {
    db = await openNotes();
  });
  afterAll(() => db.close());

  it('gives MikroORM and the repository the same rows, for every actor', async () => {
    const notes = db.notes(ProbePrivateNote);
    const rows = Array.from({ length: 1_000 }, (_, i) => ({
      code: `agree ${i}`,
      size: i % 7,
      owner_id: users[i % users.length]!.id,
    }));
    const made = await db.as('system', () => notes.rows.createMany(rows));
    await db.as('system', () => notes.rows.softDeleteMany(made.slice(0, 100).map(({ id }) => id)));
    for (const who of [...users, user(), 'nobody', 'system'] as const) {
      const byMikroOrm = await db.as(who, (em) => em.fork().find(ProbePrivateNote, {}));
      const byRepository = await db.as(who, () => notes.list());
      expect(byMikroOrm.map(({ id }) => id).sort()).toEqual(byRepository.map(({ id }) => id).sort());
      expect(byRepository).toHaveLength(
        who === 'nobody'
          ? 0
          : who === 'system' || who.role === 'admin'
            ? 900
            : made.slice(100).filter(({ owner_id }) => owner_id === who.id).length,
      );
    }
  });

  it('means the same in SQL, in MikroORM and in memory', async () => {
    const notes = db.notes(ProbeOwnedNote);
    const rows = Array.from({ length: 60 }, (_, i) => ({
      code: `fits ${i % 20}-${i}`,
      size: i % 5,
      owner_id: i % 3 === 0 ? null : users[i % users.length]!.id,
    }));
    const made = await db.as('system', () => notes.rows.createMany(rows));
    const size = fc.integer({ min: -1, max: 5 });
    const id = fc.constantFrom(...users.map((one) => one.id));
    const leaf: fc.Arbitrary<Where<ProbeOwnedNote>> = fc.oneof(
      size.map((value) => ({ size: value })),
      fc.array(size, { maxLength: 3 }).map((values) => ({ size: { $in: values } })),
      fc.array(size, { minLength: 1, maxLength: 3 }).map((values) => ({ size: { $nin: values } })),
      fc.record({ $gte: size, $lt: size }).map((range) => ({ size: range })),
      size.map((value) => ({ size: { $ne: value } })),
      id.map((value) => ({ owner_id: value })),
      id.map((value) => ({ owner_id: { $ne: value } })),
      fc.constant<Where<ProbeOwnedNote>>({ owner_id: null }),
      fc.constant<Where<ProbeOwnedNote>>({ owner_id: { $ne: null } }),
    );
    const condition = fc.oneof(
      leaf,
      fc.array(leaf, { minLength: 1, maxLength: 3 }).map((parts) => ({ $or: parts })),
      fc.array(leaf, { minLength: 1, maxLength: 3 }).map((parts) => ({ $and: parts })),
    );
    await fc.assert(
      fc.asyncProperty(condition, async (where) => {
        const inMemory = made.filter((row) => fits(row, where)).map((row) => row.id);
        const bySql = await db.as('system', () => notes.list(where));
        const byMikroOrm = await db.as('system', (em) => em.fork().find(ProbeOwnedNote, where as never));
        expect(bySql.map((row) => row.id).sort()).toEqual(inMemory.sort());
        expect(byMikroOrm.map((row) => row.id).sort()).toEqual(inMemory);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps every statement of every verb in its tenant', async () => {
    const [ada, bob] = [user(), user('admin')];
    TENANTS.set(ada.id, 'red').set(bob.id, 'blue');
    const notes = db.notes(ProbeTenantNote, ['tenant', 'code']);
    const mine = await db.as(ada, () => notes.writes.create({ code: 'one' }));
    expect(mine).toMatchObject({ tenant: 'red', owner_id: ada.id });
    const theirs = await db.as(bob, () => notes.writes.create({ code: 'one' }));
    const texts = await statementsOf(() =>
      db.as(bob, async () => {
        await notes.list();
        await notes.count();
        await notes.exists({ code: 'one' });
        await notes.getMany([mine.id, theirs.id]);
        await notes.writes.update(theirs.id, { size: 1 });
        await notes.writes.upsertMany([{ code: 'one', size: 2 }]);
        await notes.writes.deleteMany([mine.id, theirs.id]);
        await notes.writes.restore(theirs.id);
        await notes.rows.updateMany({}, { size: 9 });
        await notes.rows.softDeleteWhere({ code: 'one' });
        await notes.rows.restoreWhere({ code: 'one' });
        await notes.rows.deleteMany([mine.id]);
      }),
    );
    const outside = texts.filter((text) => !/"tenant" = |stored\."tenant" = /.test(text));
    // Rows that were judged or selected within the tenant are marked by their ids.
    expect(outside.filter((text) => !/where "id" = any|where "id" in/.test(text))).toEqual([]);
    expect(await db.as(ada, () => notes.get(mine.id))).toMatchObject({
      size: 0,
      deleted_at: null,
      version: 1,
    });
    await expect(db.as(bob, () => notes.get(mine.id))).rejects.toThrow('not found');
    await expect(db.as(bob, () => notes.writes.update(mine.id, { size: 1 }))).rejects.toThrow('not found');
  });

  it('lets nobody decide outside of a unit of work', async () => {
    await expect(db.notes(ProbePrivateNote).list()).rejects.toThrow('runAsSystem');
  });
});
