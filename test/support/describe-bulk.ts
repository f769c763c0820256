import type { TestOf } from './describe-resource.js';
import { blamed, pick, type ResourceRows, type Row } from './resource-rows.js';

/** Many rows in one request. */
export function describeBulk(rowsOf: () => ResourceRows, test: TestOf): void {
  test(['bulk', 'get'], 'creates and deletes many rows, all or none', async () => {
    const rows = rowsOf();
    const { client, path } = rows;
    const items = [await rows.body(), await rows.body()];
    const created = await client.post(`${path}/bulk`, { items });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ created: 2, items });
    const ids = (created.body.items as Row[]).map(({ id }) => id);
    expect((await client.get(`${path}/${ids[0]!}`)).body).toEqual(created.body.items[0]);
    const deleted = await client.post(`${path}/bulk/delete`, { ids });
    expect(deleted.body).toEqual({ deleted: 2 });
    expect((await client.post(`${path}/bulk/delete`, { ids })).body).toEqual({ deleted: 0 });
  });

  test(['bulk', 'create'], 'names the rows of a batch that break a rule, and creates none', async () => {
    const rows = rowsOf();
    const { client, path } = rows;
    const good = await rows.body();
    const refused = await client.post(`${path}/bulk`, { items: [good, { ...good, no_such_field: 1 }] });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].loc).toEqual(['body', 'items', 1, 'no_such_field']);
    for (const key of rows.unique) {
      const twice = { ...(await rows.body()), ...pick(good, key) };
      const answer = await client.post(`${path}/bulk`, { items: [good, twice] });
      expect([answer.status, blamed(answer)]).toEqual([422, { [key.at(-1)!]: 'duplicate' }]);
    }
    await rows.make(good);
  });

  test(
    ['upsert', 'create'],
    'updates rows that exist and creates the others, where there is a key to know them by',
    async () => {
      const rows = rowsOf();
      const { client, path, upsertFields, unique } = rows;
      if (!upsertFields) {
        expect((await client.put(`${path}/bulk`, { items: [] })).status).not.toBe(200);
        return;
      }
      const key = unique.find((names) => !names.some((name) => upsertFields.includes(name)))!;
      const body = await rows.body();
      const row = await rows.make(body);
      const changed = { ...body, ...(await rows.change()), ...pick(body, key) };
      const items = [changed, await rows.body()];
      const upserted = await client.put(`${path}/bulk`, { items });
      expect(upserted.status).toBe(200);
      expect(upserted.body).toMatchObject({ created: 1, updated: 1, ignored: 0 });
      expect(upserted.body.items).toMatchObject([{ ...changed, id: row.id, version: 2 }, items[1]!]);
      const again = await client.put(`${path}/bulk`, { items });
      expect(again.body).toEqual({ ...upserted.body, created: 0, updated: 0, ignored: 2 });
    },
  );
}
