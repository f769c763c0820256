import { EntityManager, MikroORM } from '@mikro-orm/core';
import { EntityManager as PostgreSqlEntityManager } from '@mikro-orm/postgresql';
import { type DynamicModule, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { OpenDatabase } from './open-database.js';
import { Database } from './database.js';
import { WriteMarks } from './replicas/write-marks.js';

/** Gives the whole application its database; closes it when the application has stopped serving. */
@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly opened: OpenDatabase) {}

  /** @param opened the open database; the module closes it */
  static forRoot(opened: OpenDatabase): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: OpenDatabase, useValue: opened },
        { provide: MikroORM, useValue: opened.orm },
        { provide: EntityManager, useValue: opened.orm.em },
        { provide: PostgreSqlEntityManager, useExisting: EntityManager },
        Database,
        WriteMarks,
      ],
      exports: [MikroORM, EntityManager, PostgreSqlEntityManager, Database, OpenDatabase, WriteMarks],
    };
  }

  onModuleInit(): void {
    this.opened.replicas?.watch();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened.close();
  }
}
