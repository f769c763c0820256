import { MikroORM } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { ormOptions } from '../../src/platform/database/orm-options.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { Database, STATEMENTS } from '../../src/platform/database/database.js';
import { copyTemplate } from '../support/test-database.js';
import { Gadget, GadgetRepository } from './gadget.js';

/** A database of its own with the table of gadgets. */
export interface GadgetDatabase {
  database: Database;
  gadgets: GadgetRepository;
  /** Runs `work` as a request does: with an EntityManager of its own, and transactions. */
  inUnit: <T>(work: () => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}

export async function openGadgets(): Promise<GadgetDatabase> {
  const { settings, drop } = await copyTemplate(process.env.DATABASE_URL);
  const config = { ...loadConfig({ NODE_ENV: 'test' }), ...settings, STATEMENT_TIMEOUT_MS: 0 };
  const orm = await MikroORM.init({ ...(await ormOptions(config)), entities: [Gadget] });
  await orm.schema.update({ safe: true });
  const database = new Database(orm.em as SqlEntityManager);
  return {
    database,
    gadgets: new GadgetRepository(database),
    inUnit: (work) => runInContext(new RequestContext('test', database), work),
    close: async () => {
      await orm.close(true);
      await drop();
    },
  };
}

/** The statements that `work` sends. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const note = (message: unknown): void => void texts.push((message as { text: string }).text);
  STATEMENTS.subscribe(note);
  try {
    await work();
  } finally {
    STATEMENTS.unsubscribe(note);
  }
  return texts;
}
