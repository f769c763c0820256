import { Migration } from '@mikro-orm/migrations';

export class Migration20261127001214_purge_indexes extends Migration {
  override name = 'Migration20261127001214_purge_indexes';

  override up(): void | Promise<void> {
    this.addSql(`create index "sessions_last_used_at_index" on "sessions" ("last_used_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index if exists "sessions_last_used_at_index";`);
  }
}
