import { eventually } from '../faults/support/eventually.js';
import { postItem, signIn } from '../faults/support/run-server.js';
import { type App, ready, send, startApp, statusOf } from './support/app.js';
import { Postgres } from './support/postgres.js';
import { Workshop } from './support/workshop.js';

interface List {
  items: { id: string; name: string }[];
  total: number;
}

interface Readiness {
  status: string;
  checks: { replicas: { status: string; note: string } };
}

/** Longest time (ms) for a fault to be noticed, and for a replica to be used again; twice what is promised, for a busy machine. */
const NOTICED = 4_000;
const USED_AGAIN = 30_000;

describe('read replicas', () => {
  const workshop = new Workshop();
  let primary: Postgres;
  let one: Postgres;
  let two: Postgres;

  beforeAll(async () => {
    primary = await Postgres.primary(workshop);
    const app = await startApp(workshop, { DATABASE_URL: primary.url });
    await app.close();
    one = await primary.standby('one');
    two = await primary.standby('two');
  });
  afterEach(async () => {
    for (const replica of [one, two]) {
      replica.thaw();
      await replica.set('recovery_min_apply_delay', '0');
      await replica.query('select pg_wal_replay_resume()');
    }
  });
  afterAll(() => workshop.close());

  const start = async (replicas: Postgres[], env: Record<string, string> = {}): Promise<App> =>
    startApp(workshop, {
      DATABASE_URL: primary.url,
      DATABASE_REPLICA_URLS: replicas.map(({ url }) => url).join(','),
      ...env,
    });
  const itemsOf = (app: App) => `${app.url}/api/v1/items`;
  const listOf = async (app: App, token: Record<string, string>) =>
    (
      await send<List>('GET', `${itemsOf(app)}?size=100&owner_id=${token.owner}`, {
        authorization: token.authorization!,
      })
    ).body;
  const signUp = async (app: App) => {
    const token = await signIn(app.url);
    const { body } = await send<{ id: string }>('GET', `${app.url}/api/v1/users/me`, token);
    return { ...token, owner: body.id };
  };
  const auth = ({ authorization }: Record<string, string>) => ({ authorization: authorization! });
  const replicasOf = async (app: App) =>
    (await send<Readiness>('GET', `${app.url}/health/ready`, {})).body.checks.replicas;
  const inUse = async (app: App, count: number, ms = USED_AGAIN) =>
    eventually(async () => (await replicasOf(app)).note.startsWith(`${count} of`), ms);
  const readsOf = async (app: App) => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    return [...text.matchAll(/^replica_reads_total\{.*\} (\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  };

  /** Asks for lists until `over`. @returns the statuses that were seen, and the longest time (ms) for an answer */
  const watch = (app: App, token: Record<string, string>) => {
    const seen = new Set<number>();
    let slowest = 0;
    let over = false;
    const client = async () => {
      while (!over) {
        const began = performance.now();
        seen.add(await statusOf(itemsOf(app), auth(token)));
        slowest = Math.max(slowest, performance.now() - began);
      }
    };
    const clients = Promise.all(Array.from({ length: 8 }, client));
    const close = async () => {
      over = true;
      await clients;
    };
    workshop.keep({ close });
    return async () => {
      await close();
      return { seen: [...seen], slowest };
    };
  };

  it('show a session all that it has written, in every process, however late they are', async () => {
    const env = { DATABASE_REPLICA_MAX_LAG_MS: '60000' };
    const apps = await Promise.all([start([one, two], env), start([one, two], env), start([one], env)]);
    const [writer, reader] = [await signUp(apps[0]), await signUp(apps[1])];
    await Promise.all(apps.map((app) => inUse(app, app === apps[2] ? 1 : 2)));
    // The replicas have what the reader has written: its sign-up.
    await eventually(async () => {
      const reads = await readsOf(apps[1]);
      await listOf(apps[1], reader);
      return (await readsOf(apps[1])) > reads;
    });
    await Promise.all([one, two].map((replica) => replica.set('recovery_min_apply_delay', '5s')));
    const before = await readsOf(apps[1]);
    for (let round = 0; round < (process.env.CI ? 5 : 20); round++) {
      const created = await send<{ id: string }>('POST', itemsOf(apps[round % 3]!), auth(writer), {
        name: `own-${round}`,
      });
      expect(created.status).toBe(201);
      const lists = await Promise.all(apps.map((app) => listOf(app, writer)));
      expect(lists.map(({ total }) => total)).toEqual([1, 1, 1]);
      const { status } = await send(
        'DELETE',
        `${itemsOf(apps[(round + 1) % 3]!)}/${created.body.id}`,
        auth(writer),
      );
      expect(status).toBe(204);
      const gone = await Promise.all(apps.map((app) => listOf(app, writer)));
      expect(gone.map(({ total }) => total)).toEqual([0, 0, 0]);
      // Somebody else may be shown what a late replica has: it is in use all the time.
      await listOf(apps[1], reader);
    }
    expect(await readsOf(apps[1])).toBeGreaterThan(before);
    await Promise.all([one, two].map((replica) => replica.set('recovery_min_apply_delay', '0')));
    // Once a replica has replayed the writes, it serves the writer too.
    const settled = await readsOf(apps[2]);
    await eventually(async () => {
      await listOf(apps[2], writer);
      return (await readsOf(apps[2])) > settled;
    });
    for (const app of apps) await app.close();
  });

  it('answer items and their count from one place, however different they are', async () => {
    const app = await start([one, two], { DATABASE_REPLICA_MAX_LAG_MS: '60000' });
    const [writer, reader] = [await signUp(app), await signUp(app)];
    await inUse(app, 2);
    await one.set('recovery_min_apply_delay', '1h');
    const names = Array.from({ length: 20 }, (_, i) => `pair-${i}`);
    for (const name of names) await postItem(app.url, auth(writer), name);
    await eventually(
      async () => (await two.query('select from items where owner_id = $1', [writer.owner])).length === 20,
    );
    const seen = new Set<number>();
    await eventually(async () => {
      const { items, total } = await listOf(app, { ...reader, owner: writer.owner });
      expect(items).toHaveLength(total);
      return seen.add(total).size === 2;
    });
    expect([...seen].sort()).toEqual([0, 20]);
    await one.set('recovery_min_apply_delay', '0');
    await app.close();
  });

  it('that lag are left out, told in readiness and metrics, and used again when they have caught up', async () => {
    const app = await start([one]);
    const token = await signUp(app);
    await inUse(app, 1);
    await one.set('recovery_min_apply_delay', '1h');
    await postItem(app.url, auth(token), 'late');
    await inUse(app, 0, NOTICED);
    expect(await send('GET', `${app.url}/health/ready`, {})).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { replicas: { status: 'error' } } },
    });
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(
      /^replica_used\{replica="127\.0\.0\.1:\d+"\} 0$/m,
    );
    await one.set('recovery_min_apply_delay', '0');
    await inUse(app, 1);
    await app.close();
  });

  it('that die cost no request, alone or both, and are used again when they are back', async () => {
    const app = await start([one, two]);
    const token = await signUp(app);
    await inUse(app, 2);
    const stop = watch(app, token);
    await one.stop();
    await inUse(app, 1, NOTICED);
    await two.stop();
    await inUse(app, 0, NOTICED);
    await Promise.all([one.start(), two.start()]);
    await inUse(app, 2);
    expect((await stop()).seen).toEqual([200]);
    await app.close();
  });

  it('that freeze cost no request more than two seconds, and are used again when they go on', async () => {
    const app = await start([one, two]);
    const token = await signUp(app);
    await inUse(app, 2);
    const stop = watch(app, token);
    one.freeze();
    await inUse(app, 1, NOTICED);
    one.thaw();
    await inUse(app, 2);
    const { seen, slowest } = await stop();
    expect(seen).toEqual([200]);
    expect(slowest).toBeLessThan(NOTICED);
    await app.close();
  });

  it('that are away delay no start, and are used once they are there', async () => {
    await one.stop();
    two.freeze();
    const app = await start([one, two]);
    await ready(app, 2_000);
    expect(await statusOf(itemsOf(app), auth(await signUp(app)))).toBe(200);
    two.thaw();
    await one.start();
    await inUse(app, 2);
    await app.close();
  });

  it('that lack a migration yet leave the answer to the primary', async () => {
    const app = await start([one], { DATABASE_REPLICA_MAX_LAG_MS: '60000' });
    const token = await signUp(app);
    await inUse(app, 1);
    await primary.query('alter table items rename column description to later');
    await eventually(
      async () =>
        (await one.query(`select from information_schema.columns where column_name = 'later'`)).length > 0,
    );
    await one.query('select pg_wal_replay_pause()');
    await primary.query('alter table items rename column later to description');
    const [{ wrote_lsn }] = (await primary.query<{ wrote_lsn: string }>(
      'update sessions set wrote_lsn = null returning wrote_lsn',
    )) as [{ wrote_lsn: string }];
    expect(wrote_lsn).toBeNull();
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => statusOf(itemsOf(app), auth(token))),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(/^replica_failures_total\{.*\} [1-9]/m);
    await one.query('select pg_wal_replay_resume()');
    await app.close();
  });
});
