import { Migration } from '@mikro-orm/migrations';

export class Migration20261126234918_list_indexes extends Migration {
  override name = 'Migration20261126234918_list_indexes';

  override up(): void | Promise<void> {
    this.addSql(`create index "users_by_created_at_index" on "users" ("created_at", "id");`);
    this.addSql(`create index "users_by_email_index" on "users" ("email", "id");`);
    this.addSql(`create index "users_by_display_name_index" on "users" ("display_name", "id");`);
    this.addSql(`create index "users_by_email_verified_at_index" on "users" ("email_verified_at", "id");`);
    this.addSql(`create index "users_by_role_created_at_index" on "users" ("role", "created_at", "id");`);
    this.addSql(
      `create index "users_by_is_active_created_at_index" on "users" ("is_active", "created_at", "id");`,
    );
    this.addSql(
      `create index "users_deleted_by_created_at_index" on "users" ("created_at", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "users_deleted_by_email_index" on "users" ("email", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "users_deleted_by_display_name_index" on "users" ("display_name", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "users_deleted_by_email_verified_at_index" on "users" ("email_verified_at", "id") where "deleted_at" is not null;`,
    );

    this.addSql(`create index "items_by_created_at_index" on "items" ("created_at", "id");`);
    this.addSql(`create index "items_by_name_index" on "items" ("name", "id");`);
    this.addSql(`create index "items_by_quantity_index" on "items" ("quantity", "id");`);
    this.addSql(`create index "items_by_status_index" on "items" ("status", "id");`);
    this.addSql(`create index "items_by_updated_at_index" on "items" ("updated_at", "id");`);
    this.addSql(
      `create index "items_by_owner_id_created_at_index" on "items" ("owner_id", "created_at", "id");`,
    );
    this.addSql(
      `create index "items_by_quantity_created_at_index" on "items" ("quantity", "created_at", "id");`,
    );
    this.addSql(`create index "items_by_status_created_at_index" on "items" ("status", "created_at", "id");`);
    this.addSql(`create index "items_by_owner_id_quantity_index" on "items" ("owner_id", "quantity", "id");`);
    this.addSql(`create index "items_by_owner_id_status_index" on "items" ("owner_id", "status", "id");`);
    this.addSql(
      `create index "items_by_owner_id_updated_at_index" on "items" ("owner_id", "updated_at", "id");`,
    );
    this.addSql(
      `create index "items_deleted_by_created_at_index" on "items" ("created_at", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "items_deleted_by_name_index" on "items" ("name", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "items_deleted_by_quantity_index" on "items" ("quantity", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "items_deleted_by_status_index" on "items" ("status", "id") where "deleted_at" is not null;`,
    );
    this.addSql(
      `create index "items_deleted_by_updated_at_index" on "items" ("updated_at", "id") where "deleted_at" is not null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index if exists "items_by_created_at_index";`);
    this.addSql(`drop index if exists "items_by_name_index";`);
    this.addSql(`drop index if exists "items_by_quantity_index";`);
    this.addSql(`drop index if exists "items_by_status_index";`);
    this.addSql(`drop index if exists "items_by_updated_at_index";`);
    this.addSql(`drop index if exists "items_by_owner_id_created_at_index";`);
    this.addSql(`drop index if exists "items_by_quantity_created_at_index";`);
    this.addSql(`drop index if exists "items_by_status_created_at_index";`);
    this.addSql(`drop index if exists "items_by_owner_id_quantity_index";`);
    this.addSql(`drop index if exists "items_by_owner_id_status_index";`);
    this.addSql(`drop index if exists "items_by_owner_id_updated_at_index";`);
    this.addSql(`drop index if exists "items_deleted_by_created_at_index";`);
    this.addSql(`drop index if exists "items_deleted_by_name_index";`);
    this.addSql(`drop index if exists "items_deleted_by_quantity_index";`);
    this.addSql(`drop index if exists "items_deleted_by_status_index";`);
    this.addSql(`drop index if exists "items_deleted_by_updated_at_index";`);

    this.addSql(`drop index if exists "users_by_created_at_index";`);
    this.addSql(`drop index if exists "users_by_email_index";`);
    this.addSql(`drop index if exists "users_by_display_name_index";`);
    this.addSql(`drop index if exists "users_by_email_verified_at_index";`);
    this.addSql(`drop index if exists "users_by_role_created_at_index";`);
    this.addSql(`drop index if exists "users_by_is_active_created_at_index";`);
    this.addSql(`drop index if exists "users_deleted_by_created_at_index";`);
    this.addSql(`drop index if exists "users_deleted_by_email_index";`);
    this.addSql(`drop index if exists "users_deleted_by_display_name_index";`);
    this.addSql(`drop index if exists "users_deleted_by_email_verified_at_index";`);
  }
}
