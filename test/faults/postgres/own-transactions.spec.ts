import { TransactionPropagation } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import { Database } from '../../../src/platform/database/database.js';
import { openDatabase, type OpenDatabase } from '../../../src/platform/database/open-database.js';
import { copyTemplate, type TestDatabase } from '../../support/test-database.js';

/** The embedded database has one connection, so that nothing else can run beside a transaction. */
describe('work that is no part of the transaction around it', () => {
  let files: TestDatabase;
  let opened: OpenDatabase;
  let database: Database;

  beforeAll(async () => {
    files = await copyTemplate(process.env.DATABASE_URL);
    opened = await openDatabase({ ...loadConfig({ NODE_ENV: 'test' }), ...files.settings });
    database = new Database(opened.orm.em as SqlEntityManager);
  });
  afterAll(async () => {
    await opened.close();
    await files.drop();
  });

  it.each([TransactionPropagation.REQUIRES_NEW, TransactionPropagation.NOT_SUPPORTED])(
    'has its effects, whatever becomes of that one: %s',
    async (propagation) => {
      const done: string[] = [];
      const failing = opened.orm.em.fork().transactional(async (outer) => {
        database.afterCommit(() => void done.push('outer'));
        await outer.transactional(
          async () => {
            await database.query('select 1');
            database.afterCommit(() => void done.push('own'));
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
