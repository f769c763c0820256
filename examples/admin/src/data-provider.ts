import type { DataProvider, Identifier, RaRecord } from 'react-admin';
import { answered, api } from './api';

/** What the API has routes for. A resource of your own comes here, and gets its screens beside items.tsx. */
type Resource = 'items' | 'users';

const pathOf = (resource: string) => `/api/v1/${resource as Resource}` as const;
const rowOf = (resource: string) => `${pathOf(resource)}/{id}` as const;

/** The version that was seen, as the ETag that the API gave to it: a change or deletion of another one is refused (412). */
const ifMatch = ({ version }: RaRecord) => ({ 'If-Match': `"${version}"` });

/** react-admin hands over whole rows; the API takes the fields that are changed, and refuses those that are read-only. */
const changesOf = (data: object, previous: object) =>
  Object.fromEntries(
    Object.entries(data).filter(([name, value]) => value !== previous[name as keyof object]),
  );

async function getOne(resource: string, id: Identifier) {
  const params = { path: { id: String(id) } };
  return answered(await api.GET(rowOf(resource), { params }));
}

async function remove(resource: string, id: Identifier, previous?: RaRecord) {
  const params = { path: { id: String(id) }, header: previous && ifMatch(previous) };
  answered(await api.DELETE(rowOf(resource), { params }));
}

async function change(resource: string, id: Identifier, body: object, previous?: RaRecord) {
  const params = { path: { id: String(id) }, header: previous && ifMatch(previous) };
  return answered(await api.PATCH(rowOf(resource), { params, body }));
}

/** A page of a list. Filters are named as the API names its parameters: `search`, `status`, `quantity__gte`. */
async function getList(resource: string, { pagination, sort, filter }: ListParams) {
  const query = {
    page: pagination?.page,
    size: pagination?.perPage,
    order_by: sort && `${sort.order === 'DESC' ? '-' : ''}${sort.field}`,
    ...(resource === 'items' && { include: 'owner' }),
    ...filter,
  };
  const { items, total } = answered(await api.GET(pathOf(resource), { params: { query } }));
  return { data: items, total: total ?? undefined };
}

interface ListParams {
  pagination?: { page: number; perPage: number };
  sort?: { field: string; order: 'ASC' | 'DESC' };
  filter?: object;
}

/** react-admin's view of the API, over the typed client. */
export const dataProvider = {
  getList,
  getManyReference: (resource, { target, id, ...params }) =>
    getList(resource, { ...params, filter: { ...params.filter, [target]: id } }),
  getOne: async (resource, { id }) => ({ data: await getOne(resource, id) }),
  getMany: async (resource, { ids }) => ({
    data: await Promise.all(ids.map((id) => getOne(resource, id))),
  }),

  /** Sent again after a broken connection, the same key would create nothing twice. */
  create: async (resource, { data }) => ({
    data: answered(
      await api.POST(pathOf(resource), {
        params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
        body: data as never,
      }),
    ),
  }),

  update: async (resource, { id, data, previousData }) => ({
    data: await change(resource, id, changesOf(data, previousData), previousData as RaRecord),
  }),
  updateMany: async (resource, { ids, data }) => {
    await Promise.all(ids.map((id) => change(resource, id, data)));
    return { data: ids };
  },

  delete: async (resource, { id, previousData }) => {
    await remove(resource, id, previousData);
    return { data: previousData ?? { id } };
  },
  deleteMany: async (resource, { ids }) => {
    await Promise.all(ids.map((id) => remove(resource, id)));
    return { data: ids };
  },

  /** Brings a deleted row back: not one of react-admin's verbs, called by row-button.tsx. */
  restore: async (resource: string, id: Identifier) => {
    const params = { path: { id: String(id) } };
    return { data: answered(await api.POST(`${rowOf(resource)}/restore`, { params })) };
  },
} as DataProvider & {
  restore: (resource: string, id: Identifier) => Promise<{ data: RaRecord }>;
};
