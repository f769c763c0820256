import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '../src/platform/config/config-error.js';
import { summarise, warningsOf } from '../src/platform/config/config-summary.js';
import { type ConfigKey, configSchema } from '../src/platform/config/config.js';
import { renderEnvExample } from '../src/platform/config/env-example.js';
import { type Environment, loadConfig } from '../src/platform/config/load-config.js';

const DATABASE_URL = 'postgres://strata:hush@db.example.com:5432/strata';
const production = { NODE_ENV: 'production', DATABASE_URL };

function faultsOf(env: Environment): { key: string; problem: string }[] {
  try {
    loadConfig(env, false);
  } catch (error) {
    if (error instanceof ConfigError) return [...error.faults];
    throw error;
  }
  return [];
}

describe('defaults', () => {
  it('suit a developer when nothing is set', () => {
    expect(loadConfig({}, false)).toMatchObject({
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: 3000,
      PUBLIC_URL: 'http://127.0.0.1:3000',
      DATABASE_URL: undefined,
      DATABASE_DIR: '.data/db',
      DATABASE_REPLICA_URLS: [],
      MIGRATE_ON_START: true,
      DOCS_ENABLED: true,
      METRICS_ENABLED: true,
      TRUST_PROXY: false,
      CORS_ORIGINS: [],
      CORRELATION_ID_HEADER: 'X-Correlation-ID',
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
      SESSION_TTL_DAYS: 30,
      SESSION_IDLE_DAYS: 7,
      BODY_LIMIT_BYTES: 1_048_576,
      BULK_BODY_LIMIT_BYTES: 8_388_608,
      JSON_MAX_DEPTH: 32,
      REQUEST_TIMEOUT_MS: 30_000,
      STATEMENT_TIMEOUT_MS: 10_000,
    });
  });

  it('are stricter in production', () => {
    expect(loadConfig(production, true)).toMatchObject({
      HOST: '0.0.0.0',
      MIGRATE_ON_START: false,
      DOCS_ENABLED: false,
      LOG_FORMAT: 'json',
    });
  });

  it('can be changed in production too', () => {
    const config = loadConfig(
      { ...production, HOST: '::1', MIGRATE_ON_START: 'true', DOCS_ENABLED: 'yes' },
      false,
    );
    expect(config).toMatchObject({ HOST: '::1', MIGRATE_ON_START: true, DOCS_ENABLED: true });
  });

  it('log for people on a terminal only', () => {
    expect(loadConfig({}, true).LOG_FORMAT).toBe('pretty');
    expect(loadConfig({ LOG_FORMAT: 'json' }, true).LOG_FORMAT).toBe('json');
  });

  it('take an empty value as unset', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '  ' }, false)).toMatchObject({
      PORT: 3000,
      DATABASE_URL: undefined,
    });
  });
});

describe('values', () => {
  it('are parsed', () => {
    const config = loadConfig(
      {
        PORT: '0',
        DATABASE_URL,
        DATABASE_REPLICA_URLS: `${DATABASE_URL}, ${DATABASE_URL}`,
        SESSION_TTL_DAYS: '0.00023148148148148148',
        SESSION_IDLE_DAYS: '0.5',
        RATE_LIMIT_ENABLED: 'off',
        TRUST_PROXY: '10.0.0.0/8, ::1,loopback',
        CORS_ORIGINS: 'https://app.example.com,http://localhost:5173',
        ADMIN_EMAIL: 'Admin@Example.com',
        ADMIN_PASSWORD: ' blanks stay ',
      },
      false,
    );
    expect(config).toMatchObject({
      PORT: 0,
      DATABASE_REPLICA_URLS: [DATABASE_URL, DATABASE_URL],
      SESSION_TTL_DAYS: 20 / 86_400,
      SESSION_IDLE_DAYS: 0.5,
      RATE_LIMIT_ENABLED: false,
      TRUST_PROXY: ['10.0.0.0/8', '::1', 'loopback'],
      CORS_ORIGINS: ['https://app.example.com', 'http://localhost:5173'],
      ADMIN_EMAIL: 'admin@example.com',
      ADMIN_PASSWORD: ' blanks stay ',
    });
  });

  it('take one worker for each core', () => {
    expect(loadConfig({ WORKERS: 'auto' }, false).WORKERS).toBe(availableParallelism());
    expect(loadConfig({ WORKERS: '3' }, false).WORKERS).toBe(3);
    expect(loadConfig({}, false).WORKERS).toBe(1);
  });

  it('say what WORKERS may be', () => {
    expect(faultsOf({ WORKERS: 'two' })).toEqual([
      { key: 'WORKERS', problem: 'must be auto, or a whole number from 1 to 256' },
    ]);
  });

  it('make PUBLIC_URL of the address that is listened on', () => {
    expect(loadConfig({ HOST: '::1', PORT: '8080' }, false).PUBLIC_URL).toBe('http://[::1]:8080');
    expect(loadConfig({ PUBLIC_URL: 'https://api.example.com/v/' }, false).PUBLIC_URL).toBe(
      'https://api.example.com/v',
    );
  });

  it('cannot be changed afterwards', () => {
    const config = loadConfig({ CORS_ORIGINS: 'https://app.example.com' }, false);
    expect(() => ((config as { PORT: number }).PORT = 1)).toThrow(TypeError);
    expect(() => (config.CORS_ORIGINS as string[]).push('https://evil.example')).toThrow(TypeError);
  });

  it.each<[ConfigKey, string]>([
    ['NODE_ENV', 'prod'],
    ['HOST', 'not a host'],
    ['HOST', '127.0.0.256'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '0x10'],
    ['PORT', '3000.5'],
    ['PORT', 'http'],
    ['WORKERS', 'two'],
    ['WORKERS', '-1'],
    ['WORKERS', '0'],
    ['WORKERS', '1.5'],
    ['WORKERS', '257'],
    ['PUBLIC_URL', 'api.example.com'],
    ['PUBLIC_URL', 'ftp://api.example.com'],
    ['PUBLIC_URL', 'https://api.example.com/?a=1'],
    ['DATABASE_URL', 'mysql://root@127.0.0.1/app'],
    ['DATABASE_URL', 'postgres://127.0.0.1/app?currentSchema=app'],
    ['DATABASE_URL', 'postgres://127.0.0.1/app?search_path=app'],
    ['DATABASE_URL', 'postgres://127.0.0.1:5432'],
    ['DATABASE_URL', 'postgres://user:secret@one:5432,two:5432/strata?target_session_attrs=read-write'],
    ['DATABASE_URL', 'nonsense'],
    ['DATABASE_POOL_MAX', '0'],
    ['DATABASE_PREPARED_STATEMENTS', 'maybe'],
    ['MIGRATE_ON_START', '2'],
    ['ARGON2_MEMORY_KIB', '4096'],
    ['ARGON2_TIME_COST', '1'],
    ['SESSION_TTL_DAYS', '0'],
    ['SESSION_TTL_DAYS', '-1'],
    ['SESSION_IDLE_DAYS', 'Infinity'],
    ['SESSION_IDLE_DAYS', '1e3'],
    ['RATE_LIMIT_PER_MINUTE', '0'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['REDIS_URL', 'redis://'],
    ['MAIL_FROM', 'nobody'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['TRUST_PROXY', '::1/129'],
    ['TRUST_PROXY', 'example.com'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://app.example.com,*'],
    ['CORS_ORIGINS', 'https://app.example.com/'],
    ['CORS_ORIGINS', 'app.example.com'],
    ['CORS_ORIGINS', 'null'],
    ['CORRELATION_ID_HEADER', 'X Correlation'],
    ['CORRELATION_ID_HEADER', 'X-Id:'],
    ['CORRELATION_ID_HEADER', 'Set-Cookie'],
    ['LOG_LEVEL', 'verbose'],
    ['LOG_FORMAT', 'xml'],
    ['BODY_LIMIT_BYTES', '1MB'],
    ['STATEMENT_TIMEOUT_MS', '0'],
    ['REQUEST_TIMEOUT_MS', '2147483648'],
    ['DATABASE_DIR', '~ada/db'],
    ['DATABASE_DIR', '$HOME/db'],
    ['MAIL_DIR', '${HOME}/mail'],
  ])('%s=%s is refused', (key, value) => {
    expect(faultsOf({ [key]: value }).map((fault) => fault.key)).toEqual([key]);
  });

  it.each([
    ['~/strata/db', join(homedir(), 'strata/db')],
    ['~', homedir()],
    ['./~/db', './~/db'],
    ['data$1/db', 'data$1/db'],
  ])('%s is a directory as a shell would have it', (given, meant) => {
    expect(loadConfig({ DATABASE_DIR: given, MAIL_DIR: given })).toMatchObject({
      DATABASE_DIR: meant,
      MAIL_DIR: meant,
    });
  });

  it('never pass for every key: each has a rule or is free text', () => {
    const freeText = ['DATABASE_DIR', 'MAIL_DIR'];
    for (const key of Object.keys(configSchema({ production: false, terminal: false }))) {
      const keys = faultsOf({ [key]: '<\u0001>' }).map((fault) => fault.key);
      if (!freeText.includes(key)) expect(keys).toContain(key);
    }
  });
});

describe('rules that join keys', () => {
  it.each<[string, Environment, string[]]>([
    ['production needs DATABASE_URL', { NODE_ENV: 'production' }, ['DATABASE_URL']],
    ['replicas need a primary', { DATABASE_REPLICA_URLS: DATABASE_URL }, ['DATABASE_URL']],
    ['an admin needs a password', { ADMIN_EMAIL: 'admin@example.com' }, ['ADMIN_PASSWORD']],
    ['an admin needs an e-mail', { ADMIN_PASSWORD: 'long enough' }, ['ADMIN_EMAIL']],
    ['mail needs a sender', { MAIL_URL: 'smtp://mail.example.com' }, ['MAIL_FROM']],
    ['production needs no mail server', production, []],
    [
      'links in mails of production need a place to lead to',
      { ...production, MAIL_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com' },
      ['PUBLIC_URL'],
    ],
    ['a token for metrics is long', { METRICS_TOKEN: 'short' }, ['METRICS_TOKEN']],
  ])('%s', (_, env, keys) => {
    expect(faultsOf(env).map((fault) => fault.key)).toEqual(keys);
  });

  it('count a faulty value as given, so that one mistake is one fault', () => {
    expect(faultsOf({ NODE_ENV: 'production', DATABASE_URL: 'nonsense' })).toHaveLength(1);
  });
});

describe('the message', () => {
  const env = {
    NODE_ENV: 'production',
    PORT: 'seven',
    DATABASE_URL: 'mysql://root:tops3cret@db/app',
    REDIS_URL: 'rediz://:tops3cret@cache',
    ADMIN_PASSWORD: 'hush7',
    CORS_ORIGINS: '*',
  };

  it('lists every fault by key at once', () => {
    const keys = faultsOf(env).map((fault) => fault.key);
    expect(keys.toSorted()).toEqual([
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'CORS_ORIGINS',
      'DATABASE_URL',
      'PORT',
      'REDIS_URL',
    ]);
    expect(() => loadConfig(env, false)).toThrow(/6 faults:\n {2}- PORT: /);
  });

  it('holds no value', () => {
    expect(() => loadConfig(env, false)).not.toThrow(/tops3cret|hush7|seven/);
  });
});

describe('the summary', () => {
  it('shows every key and masks secrets', () => {
    const summary = summarise(loadConfig({ ...production, REDIS_URL: 'redis://:hush@cache:6379' }, false));
    expect(summary).toContain('PORT=3000');
    expect(summary).toContain('REDIS_URL=(set, not shown)');
    expect(summary).toContain('MAIL_URL=(unset)');
    expect(summary).not.toContain('hush');
  });

  it('warns of a production that cannot send mail, or shows nobody its metrics', () => {
    expect(warningsOf(loadConfig({}, false))).toEqual([]);
    expect(warningsOf(loadConfig(production, false))).toEqual([
      expect.stringContaining('MAIL_URL'),
      expect.stringContaining('METRICS_TOKEN'),
    ]);
    const mail = { MAIL_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com' };
    const complete = { ...production, ...mail, PUBLIC_URL: 'https://example.com', METRICS_PORT: '9464' };
    expect(warningsOf(loadConfig(complete, false))).toEqual([]);
  });
});

describe('workers on the embedded database', () => {
  it('are a warning, since one process serves', () => {
    expect(warningsOf(loadConfig({ WORKERS: '2' }, false))).toEqual([
      'WORKERS is 2, but one process serves: the embedded database takes no more. Set DATABASE_URL to a PostgreSQL server.',
    ]);
    expect(warningsOf(loadConfig({ WORKERS: '2', DATABASE_URL }, false))).toEqual([]);
  });
});

describe('.env.example', () => {
  const examples = Object.entries(configSchema({ production: false, terminal: false }));

  it('is what the schema says (else run "npm run config:example")', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(renderEnvExample());
  });

  it('changes nothing but unset keys when every line is uncommented', () => {
    const uncommented = parseEnv(readFileSync('.env.example', 'utf8').replaceAll(/^# ([A-Z0-9_]+=)/gm, '$1'));
    expect(Object.keys(uncommented).toSorted()).toEqual(examples.map(([key]) => key).toSorted());
    const defaults = loadConfig({}, false);
    const isPreset = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
    const preset = Object.fromEntries(Object.entries(defaults).filter(([, value]) => isPreset(value)));
    expect(loadConfig(uncommented, false)).toMatchObject(preset);
  });

  it.each(examples)('has a valid example and a description for %s', (key, spec) => {
    expect(spec.desc).toMatch(/\.$/);
    expect(faultsOf({ ...production, [key]: spec.example }).filter((fault) => fault.key === key)).toEqual([]);
  });
});

describe('npm run config:check', () => {
  const script = resolve('dist/src/cli/config-check.js');
  let folder: string;
  const check = (env: Environment) => {
    const { PATH } = process.env;
    return spawnSync(process.execPath, [script], { cwd: folder, env: { PATH, ...env }, encoding: 'utf8' });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strata-config-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('prints a summary', () => {
    const { status, stdout } = check({});
    expect(stdout).toContain('The configuration is valid.');
    expect(status).toBe(0);
  });

  it('prints every fault and exits with 1', () => {
    const { status, stdout, stderr } = check({ PORT: 'x', REDIS_URL: 'hush://hush' });
    expect(stderr).toMatch(/PORT: .*\n.*REDIS_URL: /);
    expect(stdout + stderr).not.toContain('hush');
    expect(status).toBe(1);
  });

  it('reads .env, under the real environment', () => {
    writeFileSync(join(folder, '.env'), 'PORT=4000\nHOST="0.0.0.0" # all\nLOG_LEVEL=debug\n');
    const { stdout } = check({ PORT: '5000', LOG_LEVEL: '' });
    expect(stdout).toContain('PORT=5000');
    expect(stdout).toContain('HOST=0.0.0.0');
    expect(stdout).toContain('LOG_LEVEL=info');
  });

  it('reads a .env with a byte order mark', () => {
    writeFileSync(join(folder, '.env'), '\ufeffPORT=4000\n');
    expect(check({}).stdout).toContain('PORT=4000');
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffPORT=4000\n', 'utf16le')],
    ['Latin-1', Buffer.from('APP_NAME=Caf\u00e9\n', 'latin1')],
  ])('refuses a .env in %s', (_encoding, bytes) => {
    writeFileSync(join(folder, '.env'), bytes);
    const { status, stderr } = check({});
    expect(stderr).toContain('- .env: is not text in UTF-8');
    expect(status).toBe(1);
  });
});
