import { TransactionPropagation } from '@mikro-orm/core';
import { type EntityDatabase, openEntities } from '../../support/entity-database.js';
import { ProbeGadget } from '../../core/gadget.js';

/** The embedded database has one connection, so that nothing else can run beside a transaction. */
describe('work that is no part of the transaction around it', () => {
  let db: EntityDatabase;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeGadget] });
  });
  afterAll(() => db.close());

  it.each([TransactionPropagation.REQUIRES_NEW, TransactionPropagation.NOT_SUPPORTED])(
    'has its effects, whatever becomes of that one: %s',
    async (propagation) => {
      const done: string[] = [];
      const failing = db.em.fork().transactional(async (outer) => {
        db.database.afterCommit(() => void done.push('outer'));
        await outer.transactional(
          async () => {
            await db.database.query('select 1');
            db.database.afterCommit(() => void done.push('own'));
          },
          { propagation },
        );
        expect(done).toEqual(['own']);
        throw new Error('the outer one fails');
      });
      await expect(failing).rejects.toThrow('the outer one fails');
      expect(done).toEqual(['own']);
    },
  );
});
