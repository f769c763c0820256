import { runAsSystem } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/database/database.js';
import type { TestOf } from './describe-resource.js';
import type { Route } from './resource-document.js';
import { ParentRows } from './parent-rows.js';
import { blamed, pick, type ResourceRows, type Row } from './resource-rows.js';

const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

/** The row that rows are a part of. */
export interface ParentOptions {
  /** Of its list, such as `/api/v1/orders`. */
  path: string;
  /** The field that refers to it. */
  field: string;
  /** What it calls these rows. */
  as: string;
}

/** Rows that are a part of another one. */
export function describeParts(rowsOf: () => ResourceRows, test: TestOf, parent: ParentOptions): void {
  const { field, as } = parent;
  const tableOf = (path: string): string => path.split('/').at(-1)!.replaceAll('-', '_');
  const versionOf = async ({ api }: ResourceRows, id: unknown): Promise<number> => {
    const database = api.app.get(Database);
    const text = `select version from ${tableOf(parent.path)} where id = $1`;
    const [row] = await runAsSystem('test', database, () => database.query<{ version: number }>(text, [id]));
    return row!.version;
  };

  test(['create'], 'raises the version of the parent', async () => {
    const rows = rowsOf();
    const { client, path, routes } = rows;
    const row = await rows.make();
    const { [field]: elsewhere, ...change } = await rows.change();
    const url = `${path}/${row.id}`;
    let version = await versionOf(rows, row[field]);
    expect(version).toBe(2);
    const isPossible = (route: Route): boolean =>
      routes.includes(route) && !(route === 'update' && elsewhere !== undefined);
    const steps: [Route, () => Promise<unknown>][] = [
      ['update', () => client.patch(url, change)],
      ['delete', () => client.delete(url)],
      ['restore', () => client.post(`${url}/restore`)],
      [
        'bulk',
        async () =>
          client.post(`${path}/bulk`, { items: [{ ...(await rows.body()), ...pick(row, [field]) }] }),
      ],
      ['bulk', () => client.post(`${path}/bulk/delete`, { ids: [row.id] })],
    ];
    for (const [route, step] of steps.filter(([name]) => isPossible(name))) {
      await step();
      const risen = await versionOf(rows, row[field]);
      expect([route, risen]).toEqual([route, version + 1]);
      version = risen;
    }
  });

  test(['create'], 'needs a parent that is there', async () => {
    const rows = rowsOf();
    const refused = await rows.client.post(rows.path, { ...(await rows.body()), [field]: MISSING });
    expect([refused.status, blamed(refused)]).toEqual([422, { [field]: 'foreign_key' }]);
  });

  test(['create', 'get'], 'goes with its parent, and comes back with it', async () => {
    const rows = rowsOf();
    const { client, path } = rows;
    const above = new ParentRows(rows, parent);
    if (!above.has('delete')) {
      return;
    }
    const row = await rows.make();
    const url = `${parent.path}/${String(row[field])}`;
    expect((await client.delete(url)).status).toBe(204);
    expect((await client.get(`${path}/${row.id}`)).status).toBe(404);
    const { [field]: _parent, ...others } = await rows.body();
    const orphan = await client.post(path, { ...others, [field]: row[field] });
    expect([orphan.status, blamed(orphan)]).toEqual([422, { [field]: 'foreign_key' }]);
    if (above.has('restore')) {
      expect((await client.post(`${url}/restore`)).status).toBe(200);
      expect((await client.get(`${path}/${row.id}`)).status).toBe(200);
    }
  });

  test(['create'], 'is embedded into its parent', async () => {
    const rows = rowsOf();
    const above = new ParentRows(rows, parent);
    if (above.has('get')) {
      const row = await rows.make();
      const { body } = await rows.client.get(`${parent.path}/${String(row[field])}?include=${as}`);
      expect((body[as] as Row[]).map(({ id }) => id)).toEqual([row.id]);
    }
  });

  test(['create', 'list'], 'is made with its parent, all or nothing', async () => {
    const rows = rowsOf();
    const { client, path, unique } = rows;
    const above = new ParentRows(rows, parent);
    if (!above.takesParts) {
      return;
    }
    const part = async () => {
      const { [field]: _parent, ...others } = await rows.body();
      return others;
    };
    const body = await above.body();
    const total = async (): Promise<number> => (await client.get(`${path}?size=1`)).body.total as number;
    // Bodies may make rows of their own that they refer to: all of them come before the count.
    const good = await part();
    const bad = { ...(await part()), no_such_field: 1 };
    const twice = await Promise.all(
      unique.map(async (key) => {
        const [one, other] = [await part(), await part()];
        const names = key.filter((name) => name !== field);
        return [one, { ...other, ...pick(one, names) }];
      }),
    );
    const before = await total();
    const refused = await client.post(parent.path, { ...body, [as]: [good, bad] });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].loc).toEqual(['body', as, 1, 'no_such_field']);
    for (const pair of twice) {
      const answer = await client.post(parent.path, { ...body, [as]: pair });
      expect([answer.status, answer.body.errors]).toMatchObject([422, [{ type: 'duplicate' }]]);
    }
    expect(await total()).toBe(before);
    for (const key of unique.filter((names) => !names.includes(field))) {
      const taken = { ...(await part()), ...pick(await rows.make(), key) };
      const answer = await client.post(parent.path, { ...body, [as]: [await part(), taken] });
      const loc = ['body', as, 1, key.at(-1)];
      expect([answer.status, answer.body.errors]).toMatchObject([409, [{ loc, type: 'unique' }]]);
    }
    const parts = [await part(), await part()];
    const made = await client.post(`${parent.path}?include=${as}`, { ...body, [as]: parts });
    expect([made.status, made.body.version]).toEqual([201, 1]);
    expect(made.body[as]).toMatchObject(parts.map((one) => ({ ...one, [field]: made.body.id as string })));
    const bulk = await client.patch(`${parent.path}/${made.body.id as string}`, { [as]: [] });
    expect([404, 405, 422]).toContain(bulk.status);
  });
}
