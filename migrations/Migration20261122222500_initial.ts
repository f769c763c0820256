import { Migration } from '@mikro-orm/migrations';

export class Migration20261122222500_initial extends Migration {
  override name = 'Migration20261122222500_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "users" ("id" uuid not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "deleted_at" timestamptz(3) null, "version" int not null default 1, "email" varchar(254) not null, "password_hash" text not null, "display_name" varchar(100) not null, "role" text not null default 'user', "is_active" boolean not null default true, "email_verified_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "users_created_at_id_index" on "users" ("created_at", "id") where "deleted_at" is null;`,
    );
    this.addSql(`create unique index "users_email_unique" on "users" ("email") where "deleted_at" is null;`);

    this.addSql(
      `create table "sessions" ("id" uuid not null, "user_id" uuid not null, "token_hash" bytea not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "last_used_at" timestamptz(3) not null, "ip_address" varchar(45) null, "user_agent" varchar(512) null, primary key ("id"));`,
    );
    this.addSql(`create index "sessions_user_id_index" on "sessions" ("user_id");`);
    this.addSql(`alter table "sessions" add constraint "sessions_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "sessions_expires_at_index" on "sessions" ("expires_at");`);

    this.addSql(
      `create table "mail_tokens" ("id" uuid not null, "user_id" uuid not null, "purpose" text not null, "token_hash" bytea not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "mail_tokens_user_id_index" on "mail_tokens" ("user_id");`);
    this.addSql(
      `alter table "mail_tokens" add constraint "mail_tokens_token_hash_unique" unique ("token_hash");`,
    );
    this.addSql(`create index "mail_tokens_expires_at_index" on "mail_tokens" ("expires_at");`);

    this.addSql(
      `create table "items" ("id" uuid not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "deleted_at" timestamptz(3) null, "version" int not null default 1, "name" varchar(255) not null, "description" text null, "quantity" int not null default 0, "status" text not null default 'draft', "owner_id" uuid not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "items_created_at_id_index" on "items" ("created_at", "id") where "deleted_at" is null;`,
    );
    this.addSql(
      `create unique index "items_owner_id_name_unique" on "items" ("owner_id", "name") where "deleted_at" is null;`,
    );

    this.addSql(`alter table "users" add constraint "users_role_check" check ("role" in ('user', 'admin'));`);

    this.addSql(
      `alter table "sessions" add constraint "sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );

    this.addSql(
      `alter table "mail_tokens" add constraint "mail_tokens_user_id_foreign" foreign key ("user_id") references "users" ("id") on update no action on delete cascade;`,
    );
    this.addSql(
      `alter table "mail_tokens" add constraint "mail_tokens_purpose_check" check ("purpose" in ('password_reset', 'email_verification'));`,
    );

    this.addSql(
      `alter table "items" add constraint "items_owner_id_foreign" foreign key ("owner_id") references "users" ("id") on update no action;`,
    );
    this.addSql(
      `alter table "items" add constraint "items_status_check" check ("status" in ('draft', 'active', 'archived'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sessions" drop constraint "sessions_user_id_foreign";`);
    this.addSql(`alter table "mail_tokens" drop constraint "mail_tokens_user_id_foreign";`);
    this.addSql(`alter table "items" drop constraint "items_owner_id_foreign";`);

    this.addSql(`drop table if exists "users" cascade;`);
    this.addSql(`drop table if exists "sessions" cascade;`);
    this.addSql(`drop table if exists "mail_tokens" cascade;`);
    this.addSql(`drop table if exists "items" cascade;`);
  }
}
