import { TransactionPropagation } from '@mikro-orm/core';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { openDatabase, type OpenDatabase } from '../../src/platform/database/open-database.js';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';

describe('work beside a transaction of the embedded database', () => {
  let files: TestDatabase;
  let opened: OpenDatabase;

  beforeAll(async () => {
    files = await copyTemplate(undefined);
    opened = await openDatabase({ ...loadConfig({ NODE_ENV: 'test' }), ...files.settings });
  });
  afterAll(async () => {
    await opened.close();
    await files.drop();
  });

  it.each([TransactionPropagation.REQUIRES_NEW, TransactionPropagation.NOT_SUPPORTED])(
    'is refused, where it would wait for ever: %s',
    async (propagation) => {
      const em = opened.orm.em.fork();
      await em.transactional(async (outer) => {
        await expect(outer.transactional(async () => undefined, { propagation })).rejects.toThrow(
          'The embedded database has one connection',
        );
      });
      await expect(em.transactional(async () => 'alone', { propagation })).resolves.toBe('alone');
    },
  );
});
