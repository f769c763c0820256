import { startTestApp, type TestApp } from '../../support/test-app.js';
import { killBackends, withClient } from '../support/backends.js';
import { eventually } from '../support/eventually.js';

describe('a spell in which the database is read-only', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ DATABASE_POOL_MAX: '4' });
  });
  afterAll(() => test.close());

  const url = () => test.config.DATABASE_URL!;
  const readOnly = (value: 'on' | 'off') =>
    withClient(url(), (client) =>
      client.query(`
        begin read write;
        alter database ${new URL(url()).pathname.slice(1)} set default_transaction_read_only = ${value};
        commit`),
    );
  const list = () => test.client.get('/api/v1/items');
  const create = () => test.client.post('/api/v1/items', { name: `item-${Math.random()}` });
  const statusesOf = async (ask: () => PromiseLike<{ status: number }>) =>
    new Set((await Promise.all(Array.from({ length: 20 }, ask))).map(({ status }) => status));

  it('leaves no connection behind on which writes fail when it is over', async () => {
    await readOnly('on');
    await killBackends(url());
    await statusesOf(list);
    expect(await statusesOf(list)).toEqual(new Set([200]));
    expect(await statusesOf(create)).toEqual(new Set([503]));
    await readOnly('off');
    await eventually(async () => !(await statusesOf(create)).has(503));
  });
});
