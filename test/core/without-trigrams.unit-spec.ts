import { PGlite } from '@electric-sql/pglite';
import { MikroORM } from '@mikro-orm/core';
import { ormOptions } from '../../src/platform/database/orm-options.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { ProbeGadget } from './gadget.js';

describe('a server without pg_trgm', () => {
  it('takes the schema all the same, only without the index for searches', async () => {
    const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    const orm = await MikroORM.init({
      ...(await ormOptions(config)),
      entities: [ProbeGadget],
    });
    const schema = await orm.schema.getCreateSchemaSQL();
    await orm.close();
    const bare = new PGlite();
    try {
      await bare.exec(schema);
      const { rows } = await bare.query<{ indexname: string }>(
        `select indexname from pg_indexes where tablename = 'probe_gadgets' order by indexname`,
      );
      expect(rows.map(({ indexname }) => indexname)).toEqual([
        'probe_gadgets_code_unique',
        'probe_gadgets_created_at_id_index',
        'probe_gadgets_pairs_of_code_note_index',
        'probe_gadgets_pkey',
      ]);
      expect(schema).toContain('probe_gadgets_code_note_index');
    } finally {
      await bare.close();
    }
  });
});
