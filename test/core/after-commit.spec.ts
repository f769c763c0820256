import { TransactionPropagation } from '@mikro-orm/core';
import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';
import { ProbeGadget } from './gadget.js';

describe('afterCommit', () => {
  let db: EntityDatabase;
  let logged: jest.SpiedFunction<Logger['error']>;
  const done: string[] = [];

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeGadget] });
  });
  afterAll(() => db.close());
  beforeEach(() => {
    done.length = 0;
    logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => logged.mockRestore());

  const succeeds = (name: string) => () => void done.push(name);
  const throws = () => {
    throw new Error('the effect failed');
  };
  const rejects = () => Promise.reject(new Error('the effect failed later'));

  it('runs effects in order after the commit, and none after a rollback', async () => {
    await db.database.transaction(async () => {
      db.database.afterCommit(succeeds('one'));
      db.database.afterCommit(succeeds('two'));
      expect(done).toEqual([]);
    });
    expect(done).toEqual(['one', 'two']);
    const failing = db.database.transaction(async () => {
      db.database.afterCommit(succeeds('three'));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(done).toEqual(['one', 'two']);
  });

  it('forgets what belongs to a part of a transaction that is undone while the rest goes on', async () => {
    const em = db.em.fork();
    await em.transactional(async (outer) => {
      db.database.afterCommit(succeeds('before'));
      const failing = outer.transactional(async () => {
        db.database.afterCommit(succeeds('undone'));
        await outer.transactional(async () => db.database.afterCommit(succeeds('undone with it')));
        throw new Error('back to the savepoint');
      });
      await expect(failing).rejects.toThrow('back to the savepoint');
      await outer.transactional(async () => db.database.afterCommit(succeeds('within')));
      db.database.afterCommit(succeeds('after'));
      expect(done).toEqual([]);
    });
    expect(done).toEqual(['before', 'within', 'after']);
  });

  it('keeps what belongs to work that joins a transaction, as that commits the work', async () => {
    const em = db.em.fork();
    await em.transactional(async (outer) => {
      const failing = outer.transactional(
        async () => {
          db.database.afterCommit(succeeds('joined'));
          throw new Error('caught by the outer one');
        },
        { propagation: TransactionPropagation.REQUIRED },
      );
      await expect(failing).rejects.toThrow('caught by the outer one');
      expect(done).toEqual([]);
    });
    expect(done).toEqual(['joined']);
  });

  it('runs at once what needs no transaction', async () => {
    const em = db.em.fork();
    await em.transactional(
      async () => {
        db.database.afterCommit(succeeds('without'));
        expect(done).toEqual(['without']);
      },
      { propagation: TransactionPropagation.SUPPORTS },
    );
  });

  it.each([
    ['in a transaction', async (work: () => void) => db.database.transaction(async () => work())],
    ['without one', async (work: () => void) => work()],
  ])('logs what an effect throws or rejects with, %s, and goes on', async (_, run) => {
    await run(() =>
      [throws, rejects, succeeds('after')].forEach((effect) => db.database.afterCommit(effect)),
    );
    expect(done).toEqual(['after']);
    // Promises are settled once the queue of microtasks is empty.
    await new Promise(setImmediate);
    const errors = logged.mock.calls.map(([entry]) => (entry as { err: Error }).err.message);
    expect(errors).toEqual(['the effect failed', 'the effect failed later']);
  });
});
