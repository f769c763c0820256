import { Migration } from '@mikro-orm/migrations';

export class Migration20261122215630_items extends Migration {
  override name = 'Migration20261122215630_items';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "items" ("id" uuid not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "deleted_at" timestamptz(3) null, "version" int not null default 1, "name" varchar(255) not null, "description" text null, "quantity" int not null default 0, "status" text not null default 'draft', primary key ("id"));`,
    );
    this.addSql(
      `create index "items_created_at_id_index" on "items" ("created_at", "id") where "deleted_at" is null;`,
    );
    this.addSql(`create unique index "items_name_unique" on "items" ("name") where "deleted_at" is null;`);

    this.addSql(
      `alter table "items" add constraint "items_status_check" check ("status" in ('draft', 'active', 'archived'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "items" cascade;`);
  }
}
