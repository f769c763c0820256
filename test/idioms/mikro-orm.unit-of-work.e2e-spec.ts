import { EntityRepository, EntityRepositoryType, raw, RequestContext } from '@mikro-orm/core';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Injectable, Module } from '@nestjs/common';
import { runAsSystem } from '../../src/platform/context/request-context.js';
import { BaseEntity } from '../../src/platform/entity.js';
import { ConflictError } from '../../src/platform/errors.js';
import { filterOf } from '../../src/platform/filter.js';
import { BaseRepository, Database } from '../../src/platform/repository.js';
import { transaction } from '../../src/platform/service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ProbeAccount, AccountsRepository, LedgerModule, LedgerService } from './mikro-orm/ledger.js';

@Injectable()
class Salt {
  readonly value = 'salt';
}

@Entity({ tableName: 'probe_salted_notes' })
class ProbeNote extends BaseEntity {
  [EntityRepositoryType]?: NeedyRepository;

  @Property({ type: 'text' })
  text!: string;
}

@Injectable()
class NeedyRepository extends BaseRepository<ProbeNote> {
  constructor(
    database: Database,
    private readonly given: Salt,
  ) {
    super(database, ProbeNote, { filter: filterOf<ProbeNote>({ fields: {}, search: [], order_by: [] }) });
  }

  salt(): string {
    return this.given.value;
  }
}

@Module({ providers: [Salt, NeedyRepository] })
class NotesModule {}

const PATH = '/api/v1/probe-ledger';
const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

describe('the unit of work of MikroORM', () => {
  let api: TestApp;
  let ledger: LedgerService;
  let accounts: AccountsRepository;
  let count = 0;

  beforeAll(async () => {
    api = await startTestApp(
      {},
      { modules: [LedgerModule, NotesModule], orm: { entities: [ProbeAccount, ProbeNote] } },
    );
    ledger = api.app.get(LedgerService);
    accounts = ledger.accounts;
  });
  afterAll(() => api.close());

  const inUnit = <T>(work: () => Promise<T>): Promise<T> => runAsSystem('test', ledger.database, work);
  const make = (balance = 0): Promise<ProbeAccount> =>
    accounts.create({ owner: 'sam', number: `n${++count}`, balance });
  const balanceOf = async ({ id }: ProbeAccount): Promise<number> => (await accounts.getOrFail(id)).balance;

  describe('through HTTP', () => {
    it('writes what is persisted and flushed', async () => {
      const { status, body } = await api.client.post(PATH, { owner: 'kim', number: 'k1' });
      expect([status, body]).toMatchObject([201, { owner: 'kim', number: 'k1', balance: 0, version: 1 }]);
      expect(await accounts.getOrFail(body.id)).toMatchObject({ owner: 'kim', deleted_at: null });
      const again = await api.client.post(PATH, { owner: 'kim', number: 'k1' });
      expect([again.status, again.body.errors]).toMatchObject([
        409,
        [{ loc: ['body', 'number'], type: 'unique' }],
      ]);
    });

    it('writes changed entities at the end of a transaction, all or none', async () => {
      const [a, b] = [await make(100), await make(5)];
      const sent = { from: a.id, to: b.id, cents: 30 };
      expect((await api.client.post(`${PATH}/transfers`, sent)).body).toMatchObject({
        balance: 35,
        version: 2,
      });
      expect([await balanceOf(a), await balanceOf(b)]).toEqual([70, 35]);
      const lost = await api.client.post(`${PATH}/transfers`, { ...sent, to: MISSING });
      expect([lost.status, lost.body.detail]).toEqual([404, 'Probe account not found']);
      expect(await balanceOf(a)).toBe(70);
    });

    it('answers 412 where an optimistic lock fails', async () => {
      const { id } = await make();
      expect((await api.client.put(`${PATH}/${id}`, { cents: 7, version: 1 })).body).toMatchObject({
        version: 2,
      });
      expect((await api.client.put(`${PATH}/${id}`, { cents: 8, version: 1 })).status).toBe(412);
    });

    it('asks the repository of an entity', async () => {
      const { id } = await make(1_000_000);
      expect((await api.client.get(`${PATH}/richest`)).body).toMatchObject({ id });
    });
  });

  describe('in a transaction', () => {
    it('manages an entity that was loaded before', async () => {
      const { id } = await make();
      await inUnit(async () => {
        const account = await ledger.em.findOneOrFail(ProbeAccount, id);
        await transaction(async () => {
          account.balance = 10;
          expect(await ledger.em.findOneOrFail(ProbeAccount, id)).toBe(account);
        });
        expect(account.version).toBe(2);
        account.balance = 11;
        await ledger.em.flush();
      });
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 11, version: 3 });
    });

    it('goes on managing an entity that was loaded in it', async () => {
      const { id } = await make();
      await inUnit(async () => {
        const account = await transaction(() => ledger.em.findOneOrFail(ProbeAccount, id));
        expect(ledger.em.getUnitOfWork().getById(ProbeAccount, id)).toBe(account);
        account.balance = 5;
        await ledger.em.flush();
      });
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 5 });
    });

    it('writes what was persisted before, and nothing when it fails', async () => {
      await inUnit(async () => {
        ledger.em.create(ProbeAccount, { owner: 'before', number: '1', balance: 0, iban: null });
        await transaction(async () => Promise.resolve());
      });
      expect(await accounts.exists({ owner: 'before' })).toBe(true);
      const failing = inUnit(() =>
        transaction(async () => {
          ledger.em.create(ProbeAccount, { owner: 'never', number: '1', balance: 0, iban: null });
          await ledger.em.flush();
          throw new Error('refused');
        }),
      );
      await expect(failing).rejects.toThrow('refused');
      expect(await accounts.exists({ owner: 'never' })).toBe(false);
    });

    it('is the same for MikroORM and for repositories, whoever has begun it', async () => {
      const { id } = await make();
      const failing = inUnit(() =>
        ledger.em.transactional(async (em) => {
          expect(ledger.database.inTransaction).toBe(true);
          await accounts.update(id, { balance: 99 });
          expect(await em.findOneOrFail(ProbeAccount, id)).toMatchObject({ balance: 99 });
          throw new Error('undone');
        }),
      );
      await expect(failing).rejects.toThrow('undone');
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 0, version: 1 });
    });

    it('can be begun and ended by hand', async () => {
      const { id } = await make();
      await inUnit(async () => {
        await ledger.em.begin();
        await accounts.update(id, { balance: 50 });
        expect(() => ledger.database.afterCommit(() => undefined)).toThrow('em.begin()');
        await ledger.em.rollback();
        expect(ledger.database.inTransaction).toBe(false);
      });
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 0 });
    });

    it('of MikroORM is followed by what waits for its commit, too', async () => {
      const done: string[] = [];
      await inUnit(async () => {
        await ledger.em.transactional(async () => {
          ledger.database.afterCommit(() => void done.push('first'));
          await ledger.em.transactional(() => ledger.database.afterCommit(() => void done.push('nested')));
          expect(done).toEqual([]);
        });
        expect(done).toEqual(['first', 'nested']);
        const failing = ledger.em.transactional(async () => {
          ledger.database.afterCommit(() => void done.push('never'));
          return Promise.reject(new Error('undone'));
        });
        await expect(failing).rejects.toThrow('undone');
      });
      expect(done).toEqual(['first', 'nested']);
    });
  });

  describe('after a deadlock', () => {
    const deadlock = () =>
      ledger.database.query(`do $$ begin raise sqlstate '40P01' using message = 'deadlock'; end $$`);

    it('runs the work again where nothing was managed before', async () => {
      const { id } = await make();
      let attempts = 0;
      await inUnit(() =>
        transaction(async () => {
          const account = await ledger.em.findOneOrFail(ProbeAccount, id);
          account.balance += 1;
          if (++attempts === 1) {
            await deadlock();
          }
        }),
      );
      expect([attempts, await accounts.getOrFail(id)]).toMatchObject([2, { balance: 1, version: 2 }]);
    });

    it('is a conflict where entities were managed before', async () => {
      const { id } = await make();
      let attempts = 0;
      const work = inUnit(async () => {
        await ledger.em.findOneOrFail(ProbeAccount, id);
        await transaction(async () => {
          attempts++;
          await deadlock();
        });
      });
      await expect(work).rejects.toThrow(ConflictError);
      expect(attempts).toBe(1);
    });
  });

  describe('beside the repository', () => {
    it('writes what it has yet to write before the repository reads', async () => {
      await inUnit(async () => {
        const account = ledger.em.create(ProbeAccount, {
          owner: 'auto',
          number: '1',
          balance: 0,
          iban: null,
        });
        expect(await accounts.list({ owner: 'auto' })).toMatchObject([{ id: account.id }]);
        await ledger.em.remove(account).flush();
        expect(await accounts.list({ owner: 'auto' })).toEqual([]);
      });
    });

    it('keeps changes that are yet to be written when the repository writes others', async () => {
      const { id } = await make(1);
      await inUnit(async () => {
        const account = await ledger.em.findOneOrFail(ProbeAccount, id);
        account.balance = 4;
        expect(await accounts.update(id, { iban: 'X1' })).toMatchObject({
          balance: 1,
          iban: 'X1',
          version: 2,
        });
        expect(account).toMatchObject({ balance: 4, iban: 'X1', version: 2 });
        await ledger.em.flush();
      });
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 4, iban: 'X1', version: 3 });
    });

    it('removes for good what it is told to remove, and knows deleted rows only on request', async () => {
      const { id } = await make();
      await inUnit(async () => {
        await accounts.softDelete(id);
        expect(await ledger.em.findOne(ProbeAccount, id)).toBeNull();
        const gone = await ledger.em.findOneOrFail(ProbeAccount, id, { filters: { soft_delete: false } });
        await ledger.em.remove(gone).flush();
      });
      expect(await accounts.get(id, { withDeleted: true })).toBeUndefined();
    });

    it('takes references, raw fragments and QueryBuilder as documented', async () => {
      const { id } = await make(20);
      await inUnit(async () => {
        const account = ledger.em.getReference(ProbeAccount, id);
        account.balance = raw<number>('cents + 5');
        await ledger.em.flush();
        const [row] = await ledger.em.createQueryBuilder(ProbeAccount).where({ id, balance: 25 }).getResult();
        expect(row).toMatchObject({ id });
      });
    });
  });

  describe('is also one of MikroORM’s RequestContext', () => {
    it('for jobs that are written as its documentation has it', async () => {
      const { id } = await make();
      await RequestContext.create(ledger.em, async () => {
        const account = await ledger.em.findOneOrFail(ProbeAccount, id);
        account.balance = 1;
        await ledger.database.transaction(() => accounts.update(id, { iban: 'job' }));
        expect(account).toMatchObject({ balance: 1, iban: 'job' });
      });
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 1, iban: 'job' });
    });
  });

  describe('leaves nothing out in silence', () => {
    it('of what a repository is given', async () => {
      const { id } = await make();
      const changed = accounts.update(id, { balance: raw<number>('cents + 1') });
      await expect(changed).rejects.toThrow('ProbeAccount.balance is given as SQL');
      const misspelt = accounts.create({ owner: 'sam', number: 'x', blance: 4 } as object);
      await expect(misspelt).rejects.toThrow('ProbeAccount.blance is no property of the entity');
      const many = accounts.createMany([{ owner: 'sam', number: 'x' }, { nmber: 'x' } as object]);
      await expect(many).rejects.toThrow('ProbeAccount.nmber');
      const rule = { key: accounts.key! };
      await expect(accounts.upsertMany([{ nmber: 'x' } as object], rule)).rejects.toThrow(
        'ProbeAccount.nmber',
      );
      await expect(accounts.updateMany({}, { nmber: 'x' } as object)).rejects.toThrow('ProbeAccount.nmber');
    });
  });

  describe('gives the repository of an entity', () => {
    it('by its class, and typed', async () => {
      const repository = ledger.em.getRepository(ProbeAccount);
      expect(repository).toBeInstanceOf(AccountsRepository);
      expect(repository).toBeInstanceOf(EntityRepository);
      const { id } = await make();
      const row: ProbeAccount | undefined = await repository.get(id);
      expect(row).toMatchObject({ id });
      expect(await inUnit(() => repository.richest())).toBeInstanceOf(ProbeAccount);
      expect(await inUnit(() => repository.count({ id }, { filters: false }))).toBe(1);
      expect(ledger.core.getRepository(ProbeAccount)).toBeInstanceOf(AccountsRepository);
      expect(ledger.orm.em.getRepository(ProbeAccount)).toBeInstanceOf(AccountsRepository);
    });

    it('with the verbs of MikroORM that have a namesake here', async () => {
      const row = { owner: 'sam', number: `n${++count}`, iban: `i${count}` };
      const { id, iban } = await accounts.create(row);
      await inUnit(async () => {
        const repository = ledger.em.getRepository(ProbeAccount);
        const changed = { ...row, balance: 77 };
        await repository.upsertMany([changed], {
          onConflictFields: ['iban'],
          onConflictMergeFields: ['balance'],
        });
        expect(await repository.get(id)).toMatchObject({ id, balance: 77 });
        expect(await repository.count({ iban }, { filters: false })).toBe(1);
      });
    });

    it('that needs more than a database only where it is there already', async () => {
      const needy = ledger.em.getRepository(ProbeNote);
      expect(needy).toBe(api.app.get(NeedyRepository));
      expect(needy.salt()).toBe('salt');
      await inUnit(() =>
        ledger.em.transactional(async (em) => {
          expect(() => em.getRepository(ProbeNote)).toThrow('NeedyRepository needs more than a database');
          return Promise.resolve();
        }),
      );
    });

    it('in a transaction of another EntityManager as well', async () => {
      const { id } = await make();
      await inUnit(() =>
        ledger.em.fork().transactional(async (em) => {
          const repository = em.getRepository(ProbeAccount);
          expect(await repository.update(id, { balance: 8 })).toMatchObject({ balance: 8 });
          expect(await em.findOneOrFail(ProbeAccount, id)).toMatchObject({ balance: 8 });
        }),
      );
      expect(await accounts.getOrFail(id)).toMatchObject({ balance: 8 });
    });
  });
});
