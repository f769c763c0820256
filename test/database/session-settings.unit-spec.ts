import type { ClientBase } from 'pg';
import { SessionSettings } from '../../src/platform/database/connection/session-settings.js';
import { loadConfig } from '../../src/platform/config/load-config.js';

/** What a session in order has. */
const GOOD = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  server_version_num: '150019',
  server_encoding: 'UTF8',
  statement_timeout: '10000',
  lock_timeout: '5000',
  idle_in_transaction_session_timeout: '15000',
  current_schema: 'public',
  usable_schema: 'public',
};

/** A connection to a server that has other settings. */
function clientWith(settings: Partial<Record<keyof typeof GOOD, string>>): ClientBase {
  const rows = Object.entries({ ...GOOD, ...settings }).map(([name, setting]) => ({ name, setting }));
  return { query: () => Promise.resolve({ rows }) } as unknown as ClientBase;
}

describe('the look at a session', () => {
  const settings = () => new SessionSettings(loadConfig({ DATABASE_URL: 'postgres://h/d' }));

  it('finds nothing to say of one in order', async () => {
    const checked = settings();
    await checked.check(clientWith({}));
    expect([checked.differences, checked.lackLimits]).toEqual([[], false]);
  });

  it('lets a missing schema pass, which the first migration makes', async () => {
    await expect(
      settings().check(clientWith({ current_schema: '', usable_schema: '' })),
    ).resolves.toBeUndefined();
  });

  it.each<[Partial<typeof GOOD>, RegExp]>([
    [
      { server_version_num: '140011' },
      /^The database is PostgreSQL 14, and the application needs 15 or newer\. Upgrade it/,
    ],
    [{ server_encoding: 'SQL_ASCII' }, /^The database keeps text in SQL_ASCII.*encoding 'UTF8'/],
    [{ DateStyle: 'German, DMY' }, /style German, DMY.*ALTER ROLE .* SET datestyle = 'ISO'/],
    [
      { extra_float_digits: '-5' },
      /rounds the numbers .* is -5\. Run: ALTER ROLE .* SET extra_float_digits = 1/,
    ],
    [{ current_schema: 'app' }, /schema app, although DATABASE_SCHEMA is public.*Set DATABASE_SCHEMA=app/],
    [
      { current_schema: '' },
      /search_path .* does not hold the schema public, which is there\. Run: ALTER ROLE/,
    ],
    [{ lock_timeout: '0' }, /no limit for lock_timeout: a pooler drops/],
  ])('refuses %j', async (found, message) => {
    await expect(settings().check(clientWith(found))).rejects.toThrow(message);
  });
});
