import { Migration } from '@mikro-orm/migrations';

export class Migration20261127001904_short_searches extends Migration {
  override name = 'Migration20261127001904_short_searches';

  override up(): void | Promise<void> {
    this.addSql(
      `do \$\$ begin if to_regprocedure('letter_pairs(text)') is null then create function letter_pairs(given text) returns text[] language sql immutable parallel safe as \$body\$ select string_to_array(regexp_replace(lower(given), '(..)', chr(92) || '1' || chr(1), 'g'), chr(1)) || string_to_array(regexp_replace(substr(lower(given), 2), '(..)', chr(92) || '1' || chr(1), 'g'), chr(1)) || string_to_array(regexp_replace(lower(given), '[ -~]+', '', 'g'), null) \$body\$; end if; create index "users_pairs_of_email_display_name_index" on "users" using gin (letter_pairs("email"), letter_pairs("display_name")) where "deleted_at" is null; end \$\$;`,
    );

    this.addSql(
      `do \$\$ begin if to_regprocedure('letter_pairs(text)') is null then create function letter_pairs(given text) returns text[] language sql immutable parallel safe as \$body\$ select string_to_array(regexp_replace(lower(given), '(..)', chr(92) || '1' || chr(1), 'g'), chr(1)) || string_to_array(regexp_replace(substr(lower(given), 2), '(..)', chr(92) || '1' || chr(1), 'g'), chr(1)) || string_to_array(regexp_replace(lower(given), '[ -~]+', '', 'g'), null) \$body\$; end if; create index "items_pairs_of_name_description_index" on "items" using gin (letter_pairs("name"), letter_pairs("description")) where "deleted_at" is null; end \$\$;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index if exists "items_pairs_of_name_description_index";`);

    this.addSql(`drop index if exists "users_pairs_of_email_display_name_index";`);
  }
}
