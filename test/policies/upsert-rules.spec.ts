import type { Save } from '../../src/platform/service.js';
import { type NoteDatabase, Notes, openNotes, user } from './note-database.js';
import { ProbeOwnedNote, ProbePartNote, ProbeSharedNote } from './notes.js';

type Data<T> = Partial<T>;

/** Notes under a rule that a test chooses. */
class RuledNotes<T extends ProbeSharedNote | ProbePartNote> extends Notes<T> {
  rule: (data: Data<T>, before?: T) => Data<T> = (data) => data;

  beforeSave({ data, before }: Save<T, Data<T>>): Data<T> {
    return this.rule(data, before);
  }
}

describe('what a rule makes of the rows of an upsert', () => {
  let db: NoteDatabase;
  const ada = user();

  beforeAll(async () => {
    db = await openNotes();
  });
  afterAll(() => db.close());

  const ruled = () => new RuledNotes(db.notes(ProbeSharedNote).rows);
  const upserted = async (notes: RuledNotes<ProbeSharedNote>, row: Data<ProbeSharedNote>) =>
    (await notes.writes.upsertMany([row])).items[0];

  it('is written where it gives a field back its default', async () => {
    const notes = ruled();
    await db.as(ada, async () => {
      await notes.writes.create({ code: 'emptied', size: 3 });
      notes.rule = (data) => ({ ...data, size: 0 });
      expect(await upserted(notes, { code: 'emptied' })).toMatchObject({ size: 0, version: 2 });
    });
  });

  it('lacks the fields that the rule takes out, for new rows and stored ones', async () => {
    const notes = ruled();
    await db.as(ada, async () => {
      await notes.writes.create({ code: 'kept', size: 3 });
      notes.rule = ({ size: _size, ...data }) => data;
      expect(await upserted(notes, { code: 'kept', size: 4 })).toMatchObject({ size: 3, version: 1 });
      expect(await upserted(notes, { code: 'new', size: 4 })).toMatchObject({ size: 0, version: 1 });
    });
  });

  it('is refused where it has a property that the entity lacks, as by a creation', async () => {
    const notes = ruled();
    notes.rule = (data) => ({ ...data, sise: 3 });
    await db.as(ada, async () => {
      for (const write of [notes.writes.create({ code: 'odd' }), upserted(notes, { code: 'odd' })]) {
        await expect(write).rejects.toThrow(/ProbeSharedNote\.sise is no property/);
      }
    });
  });

  it('is refused where it changes the key by which the row was found', async () => {
    const notes = ruled();
    await db.as(ada, async () => {
      await notes.writes.create({ code: 'found', size: 3 });
      notes.rule = (data) => ({ ...data, code: 'moved' });
      await expect(upserted(notes, { code: 'found' })).rejects.toThrow(
        'A rule (beforeSave) of ProbeSharedNote changes code, by which an upsert has found the row.',
      );
      expect(await notes.count({ code: 'found' })).toBe(1);
    });
  });

  it('refers only to what may be referred to, as by a creation', async () => {
    const parents = db.notes(ProbeOwnedNote);
    const notes = new RuledNotes(db.notes(ProbePartNote).rows);
    await db.as(ada, async () => {
      const [live, deleted] = await Promise.all(
        ['live', 'deleted'].map((code) => parents.writes.create({ code })),
      );
      await parents.writes.delete(deleted!.id);
      notes.rule = (data) => ({ ...data, parent_id: data.size === 1 ? deleted!.id : live!.id });
      const { items } = await notes.writes.upsertMany([{ code: 'part' }]);
      expect(items).toMatchObject([{ parent_id: live!.id }]);
      for (const code of ['part', 'other part']) {
        const failing = notes.writes.upsertMany([{ code: 'fine' }, { code, size: 1 }]);
        await expect(failing).rejects.toMatchObject({
          errors: [{ loc: ['body', 'items', 1, 'parent_id'], type: 'foreign_key' }],
        });
      }
    });
  });
});

describe('a part that goes to another whole', () => {
  let db: NoteDatabase;
  const ada = user();

  beforeAll(async () => {
    db = await openNotes();
  });
  afterAll(() => db.close());

  it.each<[string, (parts: Notes<ProbePartNote>, id: string, to: string) => Promise<unknown>]>([
    ['a change', (parts, id, to) => parts.writes.update(id, { parent_id: to })],
    ['an upsert', (parts, id, to) => parts.writes.upsertMany([{ code: `part of ${id}`, parent_id: to }])],
    ['a change of all that fit', (parts, id, to) => parts.rows.updateMany({ id }, { parent_id: to })],
  ])('raises the versions of both: by %s', async (how, move) => {
    const wholes = db.notes(ProbeOwnedNote);
    const parts = db.notes(ProbePartNote);
    await db.as(ada, async () => {
      const [from, to, other] = await Promise.all(
        ['from', 'to', 'other'].map((code) => wholes.writes.create({ code: `${code} by ${how}` })),
      );
      const part = await parts.writes.create({ code: how, parent_id: from!.id });
      await parts.writes.create({ code: `${how}, beside`, parent_id: other!.id });
      await parts.writes.update(part.id, { code: `part of ${part.id}` });
      await move(parts, part.id, to!.id);
      const versions = (await wholes.getMany([from!.id, to!.id, other!.id])).map(({ version }) => version);
      // Each has seen a part come, the first one also one change and one go.
      expect(versions).toEqual([4, 2, 2]);
    });
  });
});
