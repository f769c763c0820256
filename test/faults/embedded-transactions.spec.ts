import { TransactionPropagation } from '@mikro-orm/core';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';
import { ProbeGadget } from '../core/gadget.js';

describe('work beside a transaction of the embedded database', () => {
  let db: EntityDatabase;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeGadget] });
  });
  afterAll(() => db.close());

  it.each([TransactionPropagation.REQUIRES_NEW, TransactionPropagation.NOT_SUPPORTED])(
    'is refused, where it would wait for ever: %s',
    async (propagation) => {
      const em = db.em.fork();
      await em.transactional(async (outer) => {
        await expect(outer.transactional(async () => undefined, { propagation })).rejects.toThrow(
          'The embedded database has one connection',
        );
      });
      await expect(em.transactional(async () => 'alone', { propagation })).resolves.toBe('alone');
    },
  );
});
