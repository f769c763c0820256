import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';
import { ConflictError } from '../../src/platform/errors/errors.js';
import { type EntityDatabase, openEntities, statementsOf } from '../support/entity-database.js';
import { ProbeAccount, accountFilter, AccountsRepository } from './mikro-orm/ledger.js';

const parse = listQueryParser(accountFilter);

describe('columns with names of their own', () => {
  let db: EntityDatabase;
  let accounts: AccountsRepository;
  let count = 0;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeAccount] });
    accounts = new AccountsRepository(db.database);
  });
  afterAll(() => db.close());

  const row = (more: Partial<ProbeAccount> = {}) => ({ owner: 'sam', number: `n${++count}`, ...more });

  it('are written and read by their properties, in one statement each', async () => {
    const texts = await statementsOf(async () => {
      const made = await accounts.create(row({ balance: 5 }));
      expect(made).toMatchObject({ owner: 'sam', balance: 5, iban: null, version: 1 });
      expect(Object.keys(made)).not.toContain('cents');
      expect(await accounts.update(made.id, { balance: 6 })).toMatchObject({ balance: 6, version: 2 });
      expect(await accounts.get(made.id)).toMatchObject({ balance: 6, number: made.number });
      expect(await accounts.getBy({ number: made.number, balance: { $gt: 5 } })).toMatchObject({
        id: made.id,
      });
    });
    expect(texts).toHaveLength(4);
  });

  it('are written many at a time', async () => {
    const rows = [row({ balance: 1, iban: 'A' }), row(), row({ balance: 3 })];
    expect(await accounts.createMany(rows)).toMatchObject([
      { balance: 1, iban: 'A' },
      { balance: 0 },
      { balance: 3 },
    ]);
    const changed = [{ ...rows[0]!, balance: 10 }, rows[1]!, row({ balance: 4 })];
    const { items, ...counts } = await accounts.upsertMany(changed, { key: accounts.key! });
    expect(counts).toEqual({ created: 1, updated: 1, ignored: 1 });
    expect(items).toMatchObject([
      { balance: 10, iban: 'A', version: 2 },
      { balance: 0, version: 1 },
      { balance: 4 },
    ]);
    const merge = { balance: 'stored.cents + excluded.cents' };
    const merged = await accounts.upsertMany([{ ...rows[0]!, balance: 5 }], { key: accounts.key!, merge });
    expect(merged.items).toMatchObject([{ balance: 15 }]);
  });

  it('filter, search and sort lists', async () => {
    const owner = 'lists';
    await accounts.createMany([
      row({ owner, number: 'one', balance: 1, iban: 'L1' }),
      row({ owner, number: 'two', balance: 2 }),
      row({ owner, number: 'three', balance: 3 }),
    ]);
    const numbers = async (query: Record<string, string>) =>
      (await accounts.page(parse({ owner, ...query }))).items.map(({ number }) => number);
    expect(await numbers({ order_by: '-balance' })).toEqual(['three', 'two', 'one']);
    expect(await numbers({ balance__gt: '1', order_by: 'number' })).toEqual(['three', 'two']);
    expect(await numbers({ balance__in: '1,3', order_by: 'balance' })).toEqual(['one', 'three']);
    expect(await numbers({ iban__isnull: 'true', search: 'tw' })).toEqual(['two']);
    const { next_cursor } = await accounts.page(parse({ owner, order_by: 'iban,-number', size: '1' }));
    const rest = parse({ owner, order_by: 'iban,-number', size: '2', cursor: next_cursor! });
    expect((await accounts.page(rest)).items.map(({ number }) => number)).toEqual(['two', 'three']);
    expect(
      (await accounts.list({ owner }, { order: '-balance', limit: 1 })).map(({ number }) => number),
    ).toEqual(['three']);
  });

  it('are named by their properties where a unique value is taken', async () => {
    const taken = await accounts.create(row({ iban: 'taken' }));
    const errorsOf = async (work: Promise<unknown>) => {
      const error = await work.catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(ConflictError);
      return (error as ConflictError).errors!.map(({ loc }) => loc.join('.'));
    };
    expect(await errorsOf(accounts.create(row({ iban: 'taken' })))).toEqual(['body.iban']);
    expect(await errorsOf(accounts.create({ owner: taken.owner, number: taken.number }))).toEqual([
      'body.number',
    ]);
    expect(await errorsOf(accounts.createMany([row(), row({ iban: 'taken' })]))).toEqual([
      'body.items.1.iban',
    ]);
    const upserted = accounts.upsertMany([row(), row({ iban: 'taken' })], { key: accounts.key! });
    expect(await errorsOf(upserted)).toEqual(['body.items.1.iban']);
    const same = { owner: taken.owner, number: taken.number, iban: 'taken', balance: 9 };
    const beside = accounts.upsertMany([same, row({ iban: 'taken' })], { key: accounts.key! });
    expect(await errorsOf(beside)).toEqual(['body.items.1.iban']);
    await db.inUnit(async () => {
      db.em.create(ProbeAccount, { ...row({ iban: 'taken' }), balance: 0 } as never);
      expect(await errorsOf(db.database.transaction(async () => Promise.resolve()))).toEqual(['body.iban']);
    });
  });

  it('are those of the indexes', async () => {
    const indexes = await db.database.query<{ indexdef: string }>(
      `select indexdef from pg_indexes where tablename = 'probe_accounts' order by indexdef`,
    );
    const all = indexes.map(({ indexdef }) => indexdef).join('\n');
    expect(all).toMatch(/UNIQUE .*\(held_by, account_no\) WHERE \(deleted_at IS NULL\)/);
    expect(all).toMatch(/\(held_by, cents\)/);
    expect(all).toMatch(/gin \(account_no gin_trgm_ops\)/);
    expect(all).toMatch(/UNIQUE .*\(iban_code\)/);
    expect(all).toMatch(/\(created_at, id\) WHERE \(deleted_at IS NULL\)/);
  });
});
