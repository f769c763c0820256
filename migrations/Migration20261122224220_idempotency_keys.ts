import { Migration } from '@mikro-orm/migrations';

export class Migration20261122224220_idempotency_keys extends Migration {
  override name = 'Migration20261122224220_idempotency_keys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "idempotency_keys" ("user_id" uuid not null, "route" text not null, "key" varchar(255) not null, "fingerprint" text not null, "status" smallint not null, "headers" jsonb not null, "body" text not null, "expires_at" timestamptz(3) not null, primary key ("user_id", "route", "key"));`,
    );
    this.addSql(`create index "idempotency_keys_expires_at_index" on "idempotency_keys" ("expires_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
  }
}
