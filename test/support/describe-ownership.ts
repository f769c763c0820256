import type { ApiClient } from './api-client.js';
import type { ResourceRows } from './resource-rows.js';

/** Who may do what. */
export function describeOwnership(rowsOf: () => ResourceRows): void {
  it('answers nobody without a session', async () => {
    const rows = rowsOf();
    const { api, path } = rows;
    const { id } = await rows.make();
    const answers = [
      await api.anonymous.get(path),
      await api.anonymous.get(`${path}/${id}`),
      await api.anonymous.post(path, await rows.body()),
      await api.anonymous.delete(`${path}/${id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  it('lets every user read; if rows have an owner, only that user and admins write', async () => {
    const rows = rowsOf();
    const { api, path } = rows;
    const { client: other } = await api.signUp();
    const row = await rows.make();
    const owned = 'owner_id' in row;
    const url = `${path}/${row.id}`;
    expect((await other.get(url)).body).toEqual(row);
    expect((await other.patch(url, await rows.change())).status).toBe(owned ? 403 : 200);
    expect((await api.admin.patch(url, await rows.change())).status).toBe(200);
    expect((await other.post(`${path}/bulk/delete`, { ids: [row.id] })).status).toBe(owned ? 403 : 200);
    expect((await other.delete(url)).status).toBe(owned ? 403 : 404);
  });

  it('shows a deleted row to those who may restore it', async () => {
    const rows = rowsOf();
    const { api, path } = rows;
    const { client: other } = await api.signUp();
    const row = await rows.make();
    const owned = 'owner_id' in row;
    await api.client.delete(`${path}/${row.id}`);
    const sees = async (client: ApiClient): Promise<boolean> =>
      (await rows.find('deleted=only&size=100', client)).some(({ id }) => id === row.id);
    expect([await sees(other), await sees(api.client), await sees(api.admin)]).toEqual([!owned, true, true]);
    expect((await other.post(`${path}/${row.id}/restore`)).status).toBe(owned ? 404 : 200);
    expect((await api.admin.post(`${path}/${row.id}/restore`)).status).toBe(200);
  });
}
