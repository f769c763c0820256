import type { CreateData } from '../../src/platform/core/repository/repository-options.js';
import { ConflictError, NotFoundError, ValidationError } from '../../src/platform/errors/errors.js';
import type { ProbeGadget } from './gadget.js';
import { type GadgetDatabase, openGadgets, statementsOf } from './gadget-database.js';

const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';
const RULE = { key: ['code'] };

describe('the repository that every entity inherits', () => {
  let db: GadgetDatabase;
  let count = 0;

  beforeAll(async () => {
    db = await openGadgets();
  });

  afterAll(() => db.close());

  const code = (): string => `code ${++count}`;
  const make = (data: Partial<CreateData<ProbeGadget>> = {}): Promise<ProbeGadget> =>
    db.gadgets.create({ code: code(), ...data });

  it('gives back each kind of column as it was given', async () => {
    const data = {
      code: code(),
      note: null,
      quantity: 3,
      rank: -1,
      price: '12345678.90',
      serial: '9007199254740993',
      due_at: new Date('2025-01-05T12:00:00.120Z'),
      made_on: '2025-01-31',
      is_new: false,
    };
    const created = await db.gadgets.create(data);
    expect(created).toMatchObject(data);
    expect(await db.gadgets.get(created.id)).toEqual(created);
    const small = await make({ serial: '7' });
    expect((await db.gadgets.get(small.id))!.serial).toBe('7');
  });

  it('finds rows by id, deleted ones only on request', async () => {
    const { id } = await make();
    expect(await db.gadgets.getOrFail(id)).toMatchObject({ id });
    await db.gadgets.softDelete(id);
    expect(await db.gadgets.get(id)).toBeUndefined();
    await expect(db.gadgets.getOrFail(id)).rejects.toThrow(NotFoundError);
    expect(await db.gadgets.get(id, { withDeleted: true })).toMatchObject({ id, version: 2 });
    await expect(db.gadgets.getOrFail(MISSING, { withDeleted: true })).rejects.toThrow(NotFoundError);
  });

  it('finds many rows in the order of their ids, repeated ones again', async () => {
    const [a, b] = [await make(), await make()];
    const rows = await db.gadgets.getMany([b.id, MISSING, a.id.toUpperCase(), b.id]);
    expect(rows).toEqual([b, a, b]);
    await db.gadgets.softDelete(a.id);
    expect(await db.gadgets.getMany([a.id, b.id])).toEqual([b]);
    expect(await db.gadgets.getMany([a.id], { withDeleted: true })).toHaveLength(1);
  });

  it('finds rows by values, nulls included', async () => {
    const row = await make({ note: 'by values', rank: 4 });
    expect(await db.gadgets.getBy({ note: 'by values', rank: 4 })).toEqual(row);
    expect(await db.gadgets.getBy({ note: 'by values', rank: null })).toBeUndefined();
    expect(await db.gadgets.exists({ code: row.code, price: null })).toBe(true);
    await db.gadgets.softDelete(row.id);
    expect(await db.gadgets.exists({ code: row.code })).toBe(false);
    expect(await db.gadgets.exists({ code: row.code }, { withDeleted: true })).toBe(true);
  });

  it('changes the given fields only, and nothing that is so already', async () => {
    const row = await make({ note: 'old', quantity: 1 });
    expect(await db.gadgets.update(row.id, {})).toBeUndefined();
    expect(await db.gadgets.update(row.id, { note: 'old', rank: undefined })).toBeUndefined();
    const updated = await db.gadgets.update(row.id, { note: null, quantity: undefined });
    expect(updated).toMatchObject({ note: null, quantity: 1, version: 2 });
    expect(await db.gadgets.update(row.id, { rank: 1 }, { versions: [1] })).toBeUndefined();
    expect(await db.gadgets.update(row.id, { rank: 1 }, { versions: [7, 2] })).toMatchObject({ version: 3 });
    expect(await db.gadgets.update(MISSING, { rank: 1 })).toBeUndefined();
  });

  it('changes, deletes and removes many rows', async () => {
    const note = code();
    const rows = [await make({ note }), await make({ note }), await make({ note })];
    const ids = rows.map(({ id }) => id);
    await db.gadgets.softDelete(ids[2]!);
    expect(await db.gadgets.updateMany({ note }, { rank: 5 })).toBe(2);
    expect(await db.gadgets.updateMany({ note }, {})).toBe(0);
    expect(await db.gadgets.softDeleteMany([...ids, ids[0]!, MISSING])).toHaveLength(2);
    expect(await db.gadgets.softDeleteMany(ids)).toEqual([]);
    expect(await db.gadgets.restore(ids[0]!)).toMatchObject({ rank: 5, version: 4, deleted_at: null });
    expect(await db.gadgets.restore(ids[0]!)).toBeUndefined();
    expect(await db.gadgets.delete(ids[0]!)).toBe(true);
    expect(await db.gadgets.delete(ids[0]!)).toBe(false);
    expect(await db.gadgets.deleteMany([...ids, MISSING])).toBe(2);
  });

  it('sends nothing where there is nothing to do', async () => {
    const { id } = await make();
    const texts = await statementsOf(async () => {
      await db.gadgets.createMany([]);
      await db.gadgets.getMany([]);
      await db.gadgets.update(id, {});
      await db.gadgets.updateMany({ id }, {});
      await db.gadgets.upsertMany([], RULE);
      await db.gadgets.softDeleteMany([]);
      await db.gadgets.deleteMany([]);
    });
    expect(texts).toEqual([]);
  });

  it('writes more rows in one call than a statement has room for values', async () => {
    const prefix = code();
    const rows = Array.from({ length: 33_000 }, (_, i) => ({ code: `${prefix}/${i}`, rank: i }));
    const created = await db.gadgets.createMany(rows);
    expect(created.map(({ rank }) => rank)).toEqual(rows.map(({ rank }) => rank));
    const ids = created.map(({ id }) => id);
    expect(await db.gadgets.getMany(ids)).toHaveLength(33_000);
    expect(await db.gadgets.deleteMany(ids)).toBe(33_000);
  });

  it('needs a few statements for a batch, whatever its size', async () => {
    const prefix = code();
    const rows = Array.from({ length: 1000 }, (_, i) => ({ code: `${prefix}/${i}`, quantity: i }));
    expect(await statementsOf(() => db.gadgets.createMany(rows))).toHaveLength(1);
    expect(await statementsOf(() => db.gadgets.upsertMany(rows, RULE))).toHaveLength(2);
    const changed = rows.map((row) => ({ ...row, note: 'changed' }));
    expect(await statementsOf(() => db.gadgets.upsertMany(changed, RULE))).toHaveLength(1);
  });

  it('names each row of a batch whose value is taken, and writes none', async () => {
    const [taken, free] = [await make(), code()];
    const error = await db.gadgets
      .createMany([{ code: free }, { code: taken.code }])
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConflictError);
    expect((error as ConflictError).errors).toMatchObject([
      { loc: ['body', 'items', 1, 'code'], type: 'unique' },
    ]);
    expect(await db.gadgets.exists({ code: free })).toBe(false);
    await expect(db.gadgets.create({ code: taken.code })).rejects.toThrow(ConflictError);
    await expect(db.gadgets.createMany([{ code: 'x' }, { code: 'x' }])).rejects.toThrow(ValidationError);
  });

  describe('upserting', () => {
    it('merges a column by an expression', async () => {
      const row = await make({ quantity: 5, note: 'kept' });
      const rule = { ...RULE, merge: { quantity: 'stored.quantity + excluded.quantity' } };
      const rows = [
        { code: row.code, quantity: 3 },
        { code: code(), quantity: 4 },
      ];
      const { items, ...counts } = await db.gadgets.upsertMany(rows, rule);
      expect(counts).toEqual({ created: 1, updated: 1, ignored: 0 });
      expect(items).toMatchObject([{ quantity: 8, note: 'kept', version: 2 }, { quantity: 4 }]);
      expect((await db.gadgets.upsertMany([{ code: row.code, quantity: 0 }], rule)).ignored).toBe(1);
      expect((await db.gadgets.upsertMany([{ code: row.code, note: 'new' }], rule)).items).toMatchObject([
        { quantity: 8, note: 'new', version: 3 },
      ]);
    });

    it('knows the keys that the database holds equal, however they are written', async () => {
      const key = ['price', 'serial'];
      await db.database.query(
        'create unique index on probe_gadgets (price, serial) where deleted_at is null',
      );
      await make({ price: '10.50', serial: '7' });
      const rows = [
        { code: code(), price: '010.5', serial: '007', note: 'same' },
        { code: code(), price: '10.51', serial: '7', note: 'other' },
      ];
      const result = await db.gadgets.upsertMany(rows, { key, fields: ['note'] });
      expect(result).toMatchObject({ created: 1, updated: 1, ignored: 0 });
      const twice = ['1.50', '1.5'].map((price) => ({ code: code(), price, serial: '1' }));
      await expect(db.gadgets.upsertMany(twice, { key, fields: [] })).rejects.toThrow(ValidationError);
    });

    it('creates every row without a key, and answers each in its place', async () => {
      await db.database.query('create unique index on probe_gadgets (made_on) where deleted_at is null');
      const rows = ['first', 'second', 'third'].map((note) => ({ code: code(), made_on: null, note }));
      const { items, ...counts } = await db.gadgets.upsertMany(rows, { key: ['made_on'], fields: ['note'] });
      expect(counts).toEqual({ created: 3, updated: 0, ignored: 0 });
      expect(items.map(({ note }) => note)).toEqual(['first', 'second', 'third']);
    });

    it('writes the same times to all rows but to those that bring their own', async () => {
      const rows: object[] = [{ code: code() }, { code: code() }, { code: code(), created_at: new Date(0) }];
      const { items } = await db.gadgets.upsertMany(rows, RULE);
      const [first, second, own] = items;
      expect(first!.created_at).toEqual(second!.created_at);
      expect(own).toMatchObject({ created_at: new Date(0), updated_at: first!.updated_at, version: 1 });
    });
  });

  describe('beside MikroORM', () => {
    it('keeps managed entities true to what it writes', async () => {
      await db.inUnit(async () => {
        const { id } = await make({ quantity: 1, serial: '5', due_at: new Date(0) });
        const managed = (await db.gadgets.findOne({ id }))!;
        await db.gadgets.update(id, { quantity: 2 });
        expect(managed).toMatchObject({ quantity: 2, version: 2 });
        await db.gadgets.upsertMany([{ code: managed.code, quantity: 3 }], RULE);
        expect(managed).toMatchObject({ quantity: 3, version: 3 });
        await db.gadgets.updateMany({ id }, { rank: 9 });
        expect(managed.rank).toBe(9);
        await db.database.transaction(() => db.gadgets.update(id, { quantity: 4 }));
        expect(managed).toMatchObject({ quantity: 4, version: 5 });
        await db.gadgets.softDeleteMany([id]);
        expect(managed.deleted_at).toBeInstanceOf(Date);
        await db.gadgets.restore(id);
        expect(managed.deleted_at).toBeNull();
      });
    });

    it('lets a managed entity be changed and flushed after it was written beside it', async () => {
      await db.inUnit(async () => {
        const { id } = await make({ quantity: 1, note: 'a', serial: '5', due_at: new Date(0) });
        const managed = (await db.gadgets.findOne({ id }))!;
        await db.gadgets.update(id, { quantity: 2 });
        managed.note = 'b';
        await db.gadgets.getEntityManager().flush();
        expect(await db.gadgets.get(id)).toMatchObject({ quantity: 2, note: 'b', version: 3 });
      });
    });

    it('forgets a managed entity whose row is gone', async () => {
      await db.inUnit(async () => {
        const { id } = await make();
        await db.gadgets.findOne({ id });
        await db.gadgets.delete(id);
        expect(await db.gadgets.findOne({ id })).toBeNull();
      });
    });

    it('hides deleted rows from MikroORM too', async () => {
      await db.inUnit(async () => {
        const { id } = await make();
        await db.gadgets.softDelete(id);
        expect(await db.gadgets.findOne({ id })).toBeNull();
        expect(await db.gadgets.findOne({ id }, { filters: { soft_delete: false } })).toMatchObject({ id });
      });
    });
  });
});
