import type { PropertySchema } from './resource-document.js';
import type { TestOf } from './describe-resource.js';
import { blamed, pick, type ResourceRows } from './resource-rows.js';

/** One row: made, read, changed, deleted, brought back. */
export function describeRows(rowsOf: () => ResourceRows, test: TestOf): void {
  test(['create', 'get'], 'creates a row and answers where it is', async () => {
    const rows = rowsOf();
    const { client, path } = rows;
    const body = await rows.body();
    const created = await client.post(path, body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...body, version: 1, deleted_at: null });
    expect(created.headers).toMatchObject({ etag: '"1"', location: `${path}/${created.body.id}` });
    const found = await client.get(created.headers.location!);
    expect(found.body).toEqual(created.body);
  });

  test(['create'], 'names every field that is missing, wrong, or unknown', async () => {
    const { client, path, schema } = rowsOf();
    const missing = blamed(await client.post(path, {}));
    expect(missing).toEqual(Object.fromEntries((schema.required ?? []).map((name) => [name, 'missing'])));
    const typed = Object.keys(schema.properties).filter((name) => isTyped(schema.properties[name]!));
    const wrong = Object.fromEntries(typed.map((name) => [name, { no: 'such value' }]));
    const refused = await client.post(path, { ...wrong, no_such_field: 1 });
    expect(refused.status).toBe(422);
    expect(Object.keys(blamed(refused))).toEqual(expect.arrayContaining([...typed, 'no_such_field']));
  });

  test(['update'], 'changes what is given, once', async () => {
    const rows = rowsOf();
    const row = await rows.make();
    const url = `${rows.path}/${row.id}`;
    const change = await rows.change();
    const changed = await rows.client.patch(url, change);
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ ...change, version: 2 });
    expect(changed.headers.etag).toBe('"2"');
    expect((await rows.client.patch(url, change)).body).toEqual(changed.body);
    expect((await rows.client.patch(url, {})).body).toEqual(changed.body);
  });

  test(['update'], 'takes null for the fields that may be null, and for no others', async () => {
    const rows = rowsOf();
    const { client, path, changeSchema } = rows;
    const { id } = await rows.make();
    const fields = Object.keys(changeSchema.properties);
    const nullable = fields.filter(
      (name) => changeSchema.properties[name]!.nullable ?? rows.parameters.has(`${name}__isnull`),
    );
    const nulls = Object.fromEntries(nullable.map((name) => [name, null]));
    const cleared = await client.patch(`${path}/${id}`, nulls);
    expect(cleared.body).toMatchObject(nulls);
    const others = fields.filter((name) => !nullable.includes(name));
    const refused = await client.patch(
      `${path}/${id}`,
      Object.fromEntries(others.map((name) => [name, null])),
    );
    expect(blamed(refused)).toEqual(Object.fromEntries(others.map((name) => [name, 'null'])));
  });

  test(['get', 'update', 'delete'], 'knows the version that a client has', async () => {
    const rows = rowsOf();
    const { client, path } = rows;
    const { id } = await rows.make();
    const url = `${path}/${id}`;
    const stale = client.with({ 'If-Match': '"7"' });
    expect((await stale.patch(url, await rows.change())).status).toBe(412);
    expect((await stale.delete(url)).status).toBe(412);
    expect((await client.with({ 'If-None-Match': '"1"' }).get(url)).status).toBe(304);
    expect((await client.with({ 'If-Match': '"1"' }).delete(url)).status).toBe(204);
  });

  test(['list', 'get', 'delete', 'restore'], 'hides a deleted row until it is restored', async () => {
    const rows = rowsOf();
    const { client, path } = rows;
    const row = await rows.make();
    const url = `${path}/${row.id}`;
    expect((await client.delete(url)).status).toBe(204);
    expect((await client.get(url)).status).toBe(404);
    expect((await client.delete(url)).status).toBe(404);
    expect((await rows.find('deleted=only&size=100')).map(({ id }) => id)).toContain(row.id);
    const restored = await client.post(`${url}/restore`);
    expect(restored.status).toBe(200);
    expect(restored.body).toMatchObject({ id: row.id, deleted_at: null, version: 3 });
  });

  test(['create', 'delete', 'restore'], 'lets one live row have a unique value', async () => {
    const rows = rowsOf();
    const { client, path, unique } = rows;
    for (const key of unique) {
      const first = await rows.make();
      const second = { ...(await rows.body()), ...pick(first, key) };
      const refused = await client.post(path, second);
      expect(refused.status).toBe(409);
      expect(blamed(refused)).toEqual({ [key.at(-1)!]: 'unique' });
      await client.delete(`${path}/${first.id}`);
      await rows.make(second);
      expect((await client.post(`${path}/${first.id}/restore`)).status).toBe(409);
    }
  });
}

/** Whether a field accepts only some values; JSON accepts all. */
function isTyped(property: PropertySchema): boolean {
  return ['type', 'enum', '$ref', 'allOf'].some((key) => key in property);
}
