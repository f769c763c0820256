import { type EntityManager, MikroORM } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { type Actor, SYSTEM } from '../../src/platform/context/actor.js';
import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { Database, STATEMENTS } from '../../src/platform/database/database.js';
import { type OrmAdditions, ormOptions } from '../../src/platform/database/orm-options.js';
import { copyTemplate } from './test-database.js';

/** A database of its own with the tables of a test's entities, and nothing of the application around it. */
export interface EntityDatabase {
  orm: MikroORM;
  em: EntityManager;
  database: Database;
  /** Runs `work` as a request does: with an EntityManager of its own, and transactions. */
  inUnit: <T>(work: () => Promise<T>, actor?: Actor) => Promise<T>;
  close: () => Promise<void>;
}

/** @param additions entities, whose tables are made, and what else MikroORM is told */
export async function openEntities({ entities, ...more }: OrmAdditions): Promise<EntityDatabase> {
  const { settings, drop } = await copyTemplate(process.env.DATABASE_URL);
  const config = { ...loadConfig({ NODE_ENV: 'test' }), ...settings, STATEMENT_TIMEOUT_MS: 0 };
  const options = await ormOptions(config, undefined, more);
  const orm = await MikroORM.init({ ...options, entities });
  await orm.schema.update({ safe: true });
  const database = new Database(orm.em as SqlEntityManager);
  return {
    orm,
    em: orm.em,
    database,
    inUnit: (work, actor = SYSTEM) => {
      const context = new RequestContext('test', database);
      context.actor = actor;
      return runInContext(context, work);
    },
    close: async () => {
      await orm.close(true);
      await drop();
    },
  };
}

/** The statements that `work` sends by way of `Database`. */
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
