import { existsSync } from 'node:fs';
import { Module } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../../src/platform/config/config.js';
import { Database } from '../../src/platform/database/database.js';
import { ITEMS } from '../support/items.js';
import { startTestApp } from '../support/test-app.js';

describe('DATABASE_SCHEMA', () => {
  it('is where all tables are made, and the only place where they are looked for', async () => {
    const api = await startTestApp({ DATABASE_SCHEMA: 'strata_app' });
    try {
      expect((await api.client.post(ITEMS, { name: 'in a schema' })).status).toBe(201);
      expect((await api.client.get(`${ITEMS}?search=schema`)).body.total).toBe(1);
      expect((await api.client.get('/health/ready')).status).toBe(200);
      const tables = await api.app.get(Database).query<{ schema: string; rows: number }>(
        `select 'own' as schema, count(*)::int as rows from strata_app.items union all
           select 'public', count(*)::int from public.items union all
           select 'migrations', count(*)::int from strata_app.migrations order by 1`,
      );
      expect(tables).toEqual([
        { schema: 'migrations', rows: expect.any(Number) },
        { schema: 'own', rows: 1 },
        { schema: 'public', rows: 0 },
      ]);
    } finally {
      await api.close();
    }
  });
});

describe('startTestApp', () => {
  it('leaves no database behind when the application does not start', async () => {
    const seen: Config[] = [];
    @Module({})
    class BrokenModule {
      constructor(config: Config) {
        seen.push(config);
        throw new Error('broken on purpose');
      }
    }
    await expect(startTestApp({}, { modules: [BrokenModule] })).rejects.toThrow('broken on purpose');
    const [{ DATABASE_URL, DATABASE_DIR }] = seen as [Config];
    if (DATABASE_URL) {
      const client = new pg.Client({ connectionString: DATABASE_URL });
      await expect(client.connect()).rejects.toMatchObject({ code: '3D000' });
    } else {
      expect(existsSync(DATABASE_DIR)).toBe(false);
    }
  });
});
