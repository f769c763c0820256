import { type EntityManager, MikroORM } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { loadConfig } from '../../src/platform/config/load-config.js';
import type { CurrentUser } from '../../src/platform/context/actor.js';
import { newId } from '../../src/platform/context/new-id.js';
import { RequestContext, runAsSystem, runInContext } from '../../src/platform/context/request-context.js';
import { ormOptions } from '../../src/platform/database/orm-options.js';
import { filterOf } from '../../src/platform/filter.js';
import { BaseRepository, Database } from '../../src/platform/repository.js';
import { BaseService, Writes } from '../../src/platform/service.js';
import { copyTemplate } from '../support/test-database.js';
import { type AnyNote, NOTES } from './notes.js';

class NoteRepository<T extends AnyNote> extends BaseRepository<T, Partial<T>> {}

/** A repository and a service with every verb. */
export class Notes<T extends AnyNote> extends BaseService<T> {
  readonly writes: Writes<T, Partial<T>>;

  constructor(readonly rows: BaseRepository<T, Partial<T>>) {
    super(rows);
    this.writes = new Writes<T, Partial<T>>(rows, this);
  }
}

/** Who asks: a user, nobody, or the system. */
export type Asker = CurrentUser | 'nobody' | 'system';

export interface NoteDatabase {
  database: Database;
  notes: <T extends AnyNote>(entity: new () => T, key?: readonly (keyof T & string)[]) => Notes<T>;
  as: <R>(who: Asker, work: (em: EntityManager) => Promise<R>) => Promise<R>;
  close: () => Promise<void>;
}

export function user(role: CurrentUser['role'] = 'user'): CurrentUser {
  return { id: newId(), role, email: 'sam@example.com', email_verified: true };
}

export async function openNotes(): Promise<NoteDatabase> {
  const { settings, drop } = await copyTemplate(process.env.DATABASE_URL);
  const config = { ...loadConfig({ NODE_ENV: 'test' }), ...settings, STATEMENT_TIMEOUT_MS: 0 };
  const orm = await MikroORM.init({ ...(await ormOptions(config)), entities: [...NOTES] });
  await orm.schema.update({ safe: true });
  const database = new Database(orm.em as SqlEntityManager);
  return {
    database,
    notes: <T extends AnyNote>(entity: new () => T, key: readonly (keyof T & string)[] = ['code']) => {
      const filter = filterOf<T>({ fields: {}, search: [], order_by: ['code', 'created_at'] as never });
      return new Notes<T>(new NoteRepository<T>(database, entity, { filter, key }));
    },
    as: (who, work) => {
      if (who === 'system') {
        return runAsSystem('test', database, () => work(database.em));
      }
      const context = new RequestContext('test', database);
      if (who !== 'nobody') {
        context.signIn(who);
      }
      return runInContext(context, () => work(context.em));
    },
    close: async () => {
      await orm.close(true);
      await drop();
    },
  };
}
