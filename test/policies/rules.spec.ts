import { ConflictError } from '../../src/platform/errors.js';
import type { Save, Saved } from '../../src/platform/service.js';
import { statementsOf } from '../core/gadget-database.js';
import { type NoteDatabase, Notes, openNotes, user } from './note-database.js';
import { ProbeOwnedNote, ProbePrivateNote, ProbeSharedNote } from './notes.js';

type NoteSave = Save<ProbeSharedNote, Partial<ProbeSharedNote>>;
type NoteSaved = Saved<ProbeSharedNote, Partial<ProbeSharedNote>>;

/** A note of size 9 is closed. */
class ClosedNotes extends Notes<ProbeSharedNote> {
  readonly saved: unknown[] = [];

  beforeSave({ before, data }: NoteSave): Partial<ProbeSharedNote> {
    if (before?.size === 9) {
      throw new ConflictError({ detail: 'A closed note cannot be changed' });
    }
    return { ...data, ...(data.code?.endsWith('!') && { size: 5 }) };
  }

  afterSave({ before, data, after, actor }: NoteSaved): void {
    this.saved.push([before?.size, data.size, after.size, actor.kind]);
  }
}

class MisspeltNotes extends Notes<ProbeSharedNote> {
  beforeSaved(): void {
    throw new Error('never asked');
  }
}

describe('the rules of a service', () => {
  let db: NoteDatabase;
  const ada = user();

  beforeAll(async () => {
    db = await openNotes();
  });
  afterAll(() => db.close());

  const closed = () => new ClosedNotes(db.notes(ProbeSharedNote).rows);

  it('hold for a change and for an upsert alike, and undo the whole batch', async () => {
    const notes = closed();
    const { writes } = notes;
    await db.as(ada, async () => {
      const { id } = await writes.create({ code: 'closed', size: 9 });
      await expect(writes.update(id, { size: 1 })).rejects.toThrow('closed note');
      const batch = [{ code: 'new beside it' }, { code: 'closed', size: 1 }];
      await expect(writes.upsertMany(batch)).rejects.toThrow('closed note');
      expect(await notes.exists({ code: 'new beside it' })).toBe(false);
      expect(await notes.get(id)).toMatchObject({ size: 9, version: 1 });
      await writes.delete(id);
    });
  });

  it('see what came, what was there and what is there, and may change what is written', async () => {
    const notes = closed();
    const { writes } = notes;
    await db.as(ada, async () => {
      const { id } = await writes.create({ code: 'seen!', size: 1 });
      await writes.update(id, { size: 2 });
      const result = await writes.upsertMany([
        { code: 'seen!', size: 3 },
        { code: 'fresh', size: 4 },
      ]);
      expect(result).toMatchObject({ created: 1, updated: 1, ignored: 0 });
      expect(result.items).toMatchObject([{ size: 5 }, { size: 4 }]);
      await writes.createMany([{ code: 'many' }]);
    });
    expect(notes.saved).toEqual([
      [undefined, 1, 5, 'user'],
      [5, 2, 2, 'user'],
      // Rows of an upsert are written in the order of their keys.
      [undefined, 4, 4, 'user'],
      [2, 3, 5, 'user'],
      [undefined, undefined, 0, 'user'],
    ]);
  });

  it('are not asked about rows that an upsert leaves as they are', async () => {
    const notes = closed();
    await db.as(ada, async () => {
      await notes.writes.create({ code: 'left', size: 9 });
      const rows = [{ code: 'left', size: 1 }, { code: 'left beside' }];
      const result = await notes.writes.upsertMany(rows, { on_conflict: 'ignore' });
      expect(result).toMatchObject({
        created: 1,
        updated: 0,
        ignored: 1,
        items: [{ size: 9, version: 1 }, {}],
      });
      expect(notes.saved).toHaveLength(2);
    });
  });

  it('stop the start where one is misspelt', () => {
    expect(() => new MisspeltNotes(db.notes(ProbeSharedNote).rows)).toThrow(
      /MisspeltNotes\.beforeSaved looks like a rule/,
    );
  });

  it('cost nothing where there are none: a change is one statement, and a second one says why it was none', async () => {
    const { writes } = db.notes(ProbePrivateNote);
    await db.as(ada, async () => {
      const { id } = await writes.create({ code: 'count', size: 1 });
      expect(await statementsOf(() => writes.update(id, { size: 2 }))).toHaveLength(1);
      expect(await statementsOf(() => writes.update(id, { size: 2 }))).toHaveLength(2);
      expect(await statementsOf(() => writes.upsertMany([{ code: 'count', size: 3 }]))).toHaveLength(1);
      expect(await statementsOf(() => writes.delete(id))).toHaveLength(1);
      expect(await statementsOf(() => writes.restore(id))).toHaveLength(1);
    });
  });

  it('let a job write rows for their owners', async () => {
    const notes = db.notes(ProbeOwnedNote);
    const made = await db.as('system', () => notes.writes.create({ code: 'by a job', owner_id: ada.id }));
    expect(await db.as(ada, () => notes.writes.update(made.id, { size: 3 }))).toMatchObject({ size: 3 });
    expect(await db.as('system', () => notes.writes.update(made.id, { size: 4 }))).toMatchObject({ size: 4 });
  });
});
