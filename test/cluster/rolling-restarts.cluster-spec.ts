import { freePort } from '../faults/support/cluster.js';
import { eventually } from '../faults/support/eventually.js';
import { namesOf, postItem, signIn } from '../faults/support/run-server.js';
import { type App, ready, startApp, statusOf } from './support/app.js';
import { type Balancer, startHaproxy, startNginx } from './support/balancers.js';
import { startPgBouncer } from './support/pgbouncer.js';
import { Postgres } from './support/postgres.js';
import { startRedis } from './support/redis.js';
import { Workshop } from './support/workshop.js';

/** Twelve clients leave a small machine little time to start a process. */
const [CLIENTS, ROUNDS] = process.env.CI ? [3, 1] : [12, 3];

describe('a restart of one process after the other, under load', () => {
  const workshop = new Workshop();
  let primary: Postgres;
  let settings: Record<string, string>;
  let ports: number[];
  let apps: App[];

  const start = (port: number) => startApp(workshop, { ...settings, PORT: String(port) });

  beforeAll(async () => {
    primary = await Postgres.primary(workshop);
    const replica = await primary.standby('replica');
    const { url } = await startPgBouncer(workshop, primary.port);
    settings = {
      DATABASE_URL: url,
      DATABASE_MIGRATION_URL: primary.url,
      DATABASE_REPLICA_URLS: replica.url,
      DATABASE_PREPARED_STATEMENTS: 'false',
      REDIS_URL: await startRedis(workshop),
      TRUST_PROXY: 'loopback',
      SHUTDOWN_DELAY_MS: '2000',
    };
    ports = await Promise.all([freePort(), freePort(), freePort()]);
    apps = await Promise.all(ports.map(start));
    await Promise.all(apps.map((app) => ready(app)));
  });
  afterAll(() => workshop.close());

  /** Writes and reads until `over`. @returns the names that were acknowledged, and every other status */
  const load = (url: string, token: Record<string, string>, prefix: string) => {
    const acknowledged: string[] = [];
    const failed: number[] = [];
    let over = false;
    let next = 0;
    const client = async () => {
      while (!over) {
        const name = `${prefix}-${next++}`;
        const created = await postItem(url, token, name);
        if (created === 201) acknowledged.push(name);
        else failed.push(created);
        const listed = await statusOf(`${url}/api/v1/items?size=5`, token);
        if (listed !== 200) failed.push(listed);
      }
    };
    const clients = Promise.all(Array.from({ length: CLIENTS }, client));
    const close = async () => {
      over = true;
      await clients;
    };
    workshop.keep({ close });
    return { acknowledged, failed, close };
  };

  const restartAll = async () => {
    for (const [i, app] of apps.entries()) {
      app.process.kill('SIGTERM');
      expect(await app.exit).toBe(0);
      apps[i] = await start(ports[i]!);
      await ready(apps[i]);
    }
  };

  it.each<[string, (workshop: Workshop, ports: number[]) => Promise<Balancer>]>([
    ['HAProxy with ops/haproxy.cfg', startHaproxy],
    ['nginx with ops/nginx.conf', startNginx],
  ])(
    'fails no request behind %s, and loses no row',
    async (name, startBalancer) => {
      const { url } = await startBalancer(workshop, ports);
      await eventually(async () => (await statusOf(`${url}/health/ready`)) === 200);
      const token = await signIn(url);
      const prefix = name.split(' ')[0]!;
      const running = load(url, token, prefix);
      await eventually(() => running.acknowledged.length > 50);
      for (let round = 0; round < ROUNDS; round++) await restartAll();
      await running.close();
      expect(running.failed).toEqual([]);
      const rows = (await namesOf(url, token)).filter((row) => row.startsWith(`${prefix}-`));
      expect(rows).toEqual(running.acknowledged.toSorted());
    },
    300_000,
  );
});
