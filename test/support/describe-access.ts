import type { ApiClient } from './api-client.js';
import type { TestOf } from './describe-resource.js';
import { pick, type ResourceOptions, type ResourceRows } from './resource-rows.js';

/** Who asks, besides the row's owner: nobody who is signed in, another user, an admin. */
type Who = 'nobody' | 'other' | 'admin';

/** The status for reading a row of somebody else. */
function reading({ access }: ResourceOptions, who: Who): number {
  switch (who) {
    case 'nobody':
      return access === 'public-read' ? 200 : 401;
    case 'other':
      return access === 'private' ? 404 : 200;
    case 'admin':
      return 200;
  }
}

/** The status for changing a row of somebody else. */
function writing({ access = 'owned', writers }: ResourceOptions, who: Who): number {
  if (who === 'nobody') {
    return 401;
  }
  if (access === 'private' && who === 'other') {
    return 404;
  }
  if (writers) {
    return writers.includes(who === 'admin' ? 'admin' : 'user') ? 200 : 403;
  }
  return who === 'other' && access === 'owned' ? 403 : 200;
}

/** The status for making a row, a part of one of somebody else if it is a part. */
function making(options: ResourceOptions, who: Who): number {
  const { writers, parent } = options;
  if (parent && who !== 'nobody') {
    const status = writing(options, who);
    return status === 200 ? 201 : status === 404 ? 422 : status;
  }
  const may = writers?.includes(who === 'admin' ? 'admin' : 'user') ?? true;
  return who === 'nobody' ? 401 : may ? 201 : 403;
}

/** Who may do what. */
export function describeAccess(rowsOf: () => ResourceRows, test: TestOf): void {
  const everybody = async ({ api }: ResourceRows): Promise<[Who, ApiClient, string?][]> => {
    const other = await api.signUp();
    return [
      ['nobody', api.anonymous],
      ['other', other.client, other.id],
      ['admin', api.admin],
    ];
  };

  test(['get'], 'shows a row to those who may see it', async () => {
    const rows = rowsOf();
    const row = await rows.make();
    for (const [who, client] of await everybody(rows)) {
      const { status, body } = await client.get(`${rows.path}/${row.id}`);
      expect([who, status]).toEqual([who, reading(rows.options, who)]);
      expect([who, body.id === row.id]).toEqual([who, status === 200]);
    }
  });

  test(['list'], 'lists rows for those who may see them', async () => {
    const rows = rowsOf();
    const { id } = await rows.make();
    for (const [who, client] of await everybody(rows)) {
      const { status, body } = await client.get(`${rows.path}?size=100`);
      const seen = reading(rows.options, who);
      expect([who, status]).toEqual([who, seen === 401 ? 401 : 200]);
      const found = ((body.items ?? []) as { id: string }[]).some((row) => row.id === id);
      expect([who, found]).toEqual([who, seen === 200]);
    }
  });

  test(['create'], 'lets those make rows who may', async () => {
    const rows = rowsOf();
    const { parent } = rows.options;
    for (const [who, client, id] of await everybody(rows)) {
      const parents = parent ? pick(await rows.body(), [parent.field]) : {};
      const { status } = await client.post(rows.path, { ...(await rows.body(id)), ...parents });
      expect([who, status]).toEqual([who, making(rows.options, who)]);
    }
  });

  test(['update'], 'lets those change a row who may', async () => {
    const rows = rowsOf();
    for (const [who, client, user] of await everybody(rows)) {
      const { id } = await rows.make();
      const { status } = await client.patch(`${rows.path}/${id}`, await rows.change(user));
      expect([who, status]).toEqual([who, writing(rows.options, who)]);
    }
  });

  test(['delete'], 'lets those delete a row who may', async () => {
    const rows = rowsOf();
    for (const [who, client] of await everybody(rows)) {
      const { id } = await rows.make();
      const may = writing(rows.options, who);
      expect([who, (await client.delete(`${rows.path}/${id}`)).status]).toEqual([
        who,
        may === 200 ? 204 : may,
      ]);
    }
  });

  test(['bulk'], 'lets those delete many rows who may, and skips what they cannot see', async () => {
    const rows = rowsOf();
    for (const [who, client] of await everybody(rows)) {
      const { id } = await rows.make();
      const { status, body } = await client.post(`${rows.path}/bulk/delete`, { ids: [id] });
      const may = writing(rows.options, who);
      expect([who, status]).toEqual([who, may === 404 ? 200 : may]);
      expect([who, body.deleted]).toEqual([who, status === 200 ? (may === 404 ? 0 : 1) : undefined]);
    }
  });

  test(['list', 'delete', 'restore'], 'shows a deleted row to those who may restore it', async () => {
    const rows = rowsOf();
    const { path, client: owner } = rows;
    const { id } = await rows.make();
    for (const [who, client] of [['owner', owner] as const, ...(await everybody(rows))]) {
      await owner.delete(`${path}/${id}`);
      const may = who === 'owner' ? 200 : writing(rows.options, who);
      const { body } = await client.get(`${path}?deleted=only&size=100`);
      const found = ((body.items ?? []) as { id: string }[]).some((row) => row.id === id);
      expect([who, found]).toEqual([who, may === 200]);
      const { status } = await client.post(`${path}/${id}/restore`);
      expect([who, status]).toEqual([who, may === 403 ? 404 : may]);
    }
  });
}
