import { TSMigrationGenerator } from '@mikro-orm/migrations';

/** Writes migrations that also run where an optional index was never made, see `SearchIndex`. */
export class MigrationGenerator extends TSMigrationGenerator {
  override createStatement(sql: string, padLeft: number): string {
    return super.createStatement(sql.replace(/^drop index (?!if exists)/, 'drop index if exists '), padLeft);
  }
}
