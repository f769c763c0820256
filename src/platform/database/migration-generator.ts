import { TSMigrationGenerator } from '@mikro-orm/migrations';
import { TRIGRAMS, withTrigrams } from './trigram-index.js';

/** What a migration does, and how it is undone: SQL, statement by statement; an empty one is a blank line. */
export interface Statements {
  up: string[];
  down: string[];
}

const GIN_INDEX = /^(create index "([^"]+)" on \S+ using gin )\(([^()]+)\)(.*?);?$/;

/** Writes migrations that also run where an optional index was never made, see `SearchIndex`. */
export class MigrationGenerator extends TSMigrationGenerator {
  /** The names of the search indexes in the database; MikroORM reads an index without its operator class. */
  #searchIndexes: ReadonlySet<string> = new Set();

  override generate(
    diff: Statements,
    path?: string,
    name?: string,
  ): Promise<[code: string, fileName: string]> {
    return this.readSearchIndexes().then(() => super.generate(diff, path, name));
  }

  /** Reads from the database which indexes `createStatement` has to write as search indexes. */
  async readSearchIndexes(): Promise<void> {
    const rows = await this.driver
      .getConnection()
      .execute<{ name: string }[]>(
        `select indexname as name from pg_indexes where indexdef like '%${TRIGRAMS}%'`,
      );
    this.#searchIndexes = new Set(rows.map(({ name }) => name));
  }

  override generateMigrationFile(className: string, { up, down }: Statements): string {
    return super.generateMigrationFile(className, { up, down: withoutFunctions(down) });
  }

  override createStatement(sql: string, padLeft: number): string {
    const statement = super.createStatement(this.#rewritten(sql), padLeft);
    // In a template literal a carriage return would become a line feed.
    return statement.replaceAll('\r', String.raw`\r`);
  }

  #rewritten(sql: string): string {
    const [, head, name, columns, rest] = GIN_INDEX.exec(sql) ?? [];
    if (name && this.#searchIndexes.has(name)) {
      const keys = columns!.split(', ').map((column) => `${column} ${TRIGRAMS}`);
      return `${withTrigrams(name, `${head!}(${keys.join(', ')})${rest!}`)};`;
    }
    return sql.replace(/^drop index (?!if exists)/, 'drop index if exists ');
  }
}

/**
 * MikroORM makes the functions that it finds in the database a part of what is undone, although `ignoreRoutines` leaves them out
 * of what is done: they would be written into each migration, and without `parallel safe`.
 */
function withoutFunctions(statements: readonly string[]): string[] {
  return statements.filter((sql) => !/^create or replace (function|procedure) /.test(sql));
}
