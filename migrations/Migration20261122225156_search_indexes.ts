import { Migration } from '@mikro-orm/migrations';

export class Migration20261122225156_search_indexes extends Migration {
  override name = 'Migration20261122225156_search_indexes';

  override up(): void | Promise<void> {
    this.addSql(
      `do \$\$ begin create extension if not exists pg_trgm; create index "users_email_display_name_index" on "users" using gin ("email" gin_trgm_ops, "display_name" gin_trgm_ops) where "deleted_at" is null; exception when undefined_file or feature_not_supported or insufficient_privilege or undefined_object then raise warning 'Made no index users_email_display_name_index, so searches are slow: %', sqlerrm; end \$\$;`,
    );

    this.addSql(
      `do \$\$ begin create extension if not exists pg_trgm; create index "items_name_description_index" on "items" using gin ("name" gin_trgm_ops, "description" gin_trgm_ops) where "deleted_at" is null; exception when undefined_file or feature_not_supported or insufficient_privilege or undefined_object then raise warning 'Made no index items_name_description_index, so searches are slow: %', sqlerrm; end \$\$;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index if exists "items_name_description_index";`);

    this.addSql(`drop index if exists "users_email_display_name_index";`);
  }
}
