import { Migration } from '@mikro-orm/migrations';

export class Migration20261126214000_session_writes extends Migration {
  override name = 'Migration20261126214000_session_writes';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sessions" add column "wrote_lsn" bigint null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sessions" drop column "wrote_lsn";`);
  }
}
