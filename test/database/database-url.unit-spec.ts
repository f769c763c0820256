import { parseDatabaseUrl } from '../../src/platform/config/database-url.js';

describe('DATABASE_URL', () => {
  it.each<[string, RegExp]>([
    ['postgres:strata', /starts with postgres:\/\//],
    ['postgres:/strata', /starts with postgres:\/\//],
    ['"postgres://h/strata"', /starts with postgres:\/\//],
    ['postgres://u@/strata', /host behind the user; for a socket: postgres:\/\/\/database\?host=/],
    ['postgres://u:hush#b@h/strata', /written as %/],
    ['postgres://u:12#hush@h/strata', /written as %/],
    ['postgres://u:hush/b@h/strata', /written as %/],
    ['postgres://u:12/hush@h/strata', /another slash/],
    ['postgres://u:hush?b@h/strata', /written as %/],
    ['postgres://u:hush%zz@h/strata', /%25 for %/],
    ['postgres://us%er@h/strata', /%25 for %/],
    ['postgres://u@h/%ff', /written as %/],
    ['postgres://u@h/strata%00', /written as %/],
    ['postgres://u@h:0/strata', /port is a number from 1 to 65535/],
    ['postgres://u@h:99999/strata', /port is a number from 1 to 65535/],
    ['postgres://u@[::1:5432/strata', /written as %/],
    ['postgres://u@h//strata', /another slash/],
    ['postgres://u@h/strata/', /another slash/],
    ['postgres:///strata?port=hush', /from 1 to 65535 behind port=/],
    ['postgres://u@h/strata?sslmod=require', /did you mean sslmode=\?/],
    ['postgres://u@h/strata?sslmode=hush', /one of disable, prefer, .* behind sslmode=/],
    ['postgres://u@h/strata?ssl=hush', /one of true, .* behind ssl=/],
    ['postgres://u@h/strata?sslnegotiation=hush', /one of postgres, direct/],
    ['postgres://u@h/strata?uselibpqcompat=true&sslmode=verify-ca', /sslrootcert=.* beside/],
    ['postgres://u@h/strata?statement_timeout=1', /set STATEMENT_TIMEOUT_MS instead/],
    ['postgres://u@h/strata?query_timeout=1', /set STATEMENT_TIMEOUT_MS instead/],
    ['postgres://u@h/strata?connectionTimeoutMillis=1', /set DATABASE_CONNECT_TIMEOUT_MS instead/],
    ['postgres://u@h/strata?pgbouncer=true', /set DATABASE_PREPARED_STATEMENTS instead/],
    ['postgres://u@h/strata?dbname=other', /unknown and would be ignored/],
    ['postgres://u@h/strata?client_encoding=LATIN1', /unknown and would be ignored/],
    ['postgres://u@h/strata?binary=true', /unknown and would be ignored/],
    ['postgres://u@h/strata?constructor=1', /unknown and would be ignored/],
  ])('%s is refused, and says why', (url, expected) => {
    expect(() => parseDatabaseUrl(url)).toThrow(expected);
    expect(() => parseDatabaseUrl(url)).not.toThrow(/hush/);
  });

  it.each([
    'postgres:///strata',
    'POSTGRES://u@h/strata',
    'postgres://u:p%2Fq%25%23@[::1]:5433/my%20data',
    'postgres:///strata?host=/run/postgresql&port=5433&user=me',
    'postgres://%2Frun%2Fpostgresql:5433/strata',
    'postgres://u:p@h/strata?sslmode=verify-full&sslrootcert=/a%20b/ca.pem',
    'postgres://u:p@h/strata?uselibpqcompat=true&sslmode=require&channel_binding=require&connect_timeout=10',
  ])('%s is taken as it is', (url) => {
    expect(parseDatabaseUrl(url)).toBe(url);
  });

  it.each([
    ['sslmode=require', 'sslmode=verify-full'],
    ['application_name=a&sslmode=prefer&sslcert=b', 'application_name=a&sslmode=verify-full&sslcert=b'],
    ['sslmode=verify-ca&sslrootcert=a', 'sslmode=verify-full&sslrootcert=a'],
    ['ssl=false', 'ssl=0'],
  ])('?%s goes to the driver as it understands it: ?%s', (given, driven) => {
    expect(parseDatabaseUrl(`postgres://h/strata?${given}`)).toBe(`postgres://h/strata?${driven}`);
  });
});
