import { configSchema } from '../src/platform/config/config.js';
import { unknownKeys } from '../src/platform/config/unknown-keys.js';

const KEYS = Object.keys(configSchema({ production: false, terminal: false }));

describe('keys that look like settings', () => {
  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['RATE_LIMIT', 'RATE_LIMIT_ENABLED'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['SESSION_TTL', 'SESSION_TTL_DAYS'],
    ['TRUST_PROXIES', 'TRUST_PROXY'],
  ])('%s is taken for %s', (key, meant) => {
    expect(unknownKeys(KEYS, { [key]: 'hush' })).toEqual([
      `${key} is no setting and changes nothing; did you mean ${meant}?`,
    ]);
  });

  it('are none of those that belong to others', () => {
    const others =
      'PATH HOME HOSTNAME USER SHELL TERM LANG LC_ALL PWD OLDPWD LOGNAME MAIL TZ CI DEBUG EDITOR NO_COLOR FORCE_COLOR NODE_OPTIONS NODE_PATH npm_config_registry PGHOST PGPASSWORD MALLOC_ARENA_MAX SSH_AUTH_SOCK KUBERNETES_SERVICE_HOST XDG_RUNTIME_DIR';
    expect(unknownKeys(KEYS, Object.fromEntries(others.split(' ').map((key) => [key, 'x'])))).toEqual([]);
    expect(unknownKeys(KEYS, Object.fromEntries(KEYS.map((key) => [key, 'x'])))).toEqual([]);
  });
});
