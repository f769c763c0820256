import { createItems, faults, type ItemBody, ITEMS, listPath, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('order and search of items', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  async function names(parameters: Record<string, string>): Promise<string[]> {
    const { status, body } = await api.client.get(listPath(parameters));
    expect(faults(body)).toEqual([]);
    expect(status).toBe(200);
    return (body.items as ItemBody[]).map(({ name }) => name);
  }

  it('sorts by several columns, each in its direction', async () => {
    const name = tag();
    await createItems(
      api.client,
      { name: `${name} a`, quantity: 2, status: 'active' },
      { name: `${name} b`, quantity: 1, status: 'active' },
      { name: `${name} c`, quantity: 2, status: 'draft' },
    );
    const sorted = async (order_by: string): Promise<string> =>
      (await names({ search: name, order_by })).map((text) => text.at(-1)).join('');
    expect(await sorted('name')).toBe('abc');
    expect(await sorted('-name')).toBe('cba');
    expect(await sorted('quantity,name')).toBe('bac');
    expect(await sorted('quantity,-name')).toBe('bca');
    expect(await sorted('-quantity, name')).toBe('acb');
    expect(await sorted('status,-quantity')).toBe('abc');
    expect(await sorted('created_at')).toBe('abc');
    expect(await sorted('-updated_at')).toBe('cba');
  });

  it('finds what is too short for words, in any language, and what is deleted as well', async () => {
    const { body: me } = await api.client.get('/api/v1/users/me');
    const owner_id = me.id as string;
    const [deleted] = await createItems(
      api.client,
      { name: '東京の日本酒 Äß' },
      { name: '本日休業' },
      { name: 'z-q', description: 'NÖ 日本' },
    );
    const found = (search: string, more = {}) => names({ owner_id, search, order_by: 'name', ...more });
    expect(await found('日本')).toEqual(['z-q', '東京の日本酒 Äß'].toSorted());
    expect(await found('酒')).toEqual(['東京の日本酒 Äß']);
    expect(await found('äß')).toEqual(['東京の日本酒 Äß']);
    expect(await found('nö')).toEqual(['z-q']);
    expect(await found('Z-Q')).toEqual(['z-q']);
    expect(await found('日休')).toEqual(['本日休業']);
    expect(await found('日休業 ')).toEqual(['本日休業']);
    expect(await found('qz')).toEqual([]);
    await api.client.delete(`${ITEMS}/${deleted!.id}`);
    expect(await found('酒')).toEqual([]);
    expect(await found('酒', { deleted: 'only' })).toEqual(['東京の日本酒 Äß']);
  });

  it('sorts equal rows by id, in the direction of the last key', async () => {
    const name = tag();
    const items = await createItems(api.client, ...['x', 'y', 'z'].map((end) => ({ name: name + end })));
    const ids = items.map(({ id }) => id).sort();
    const sorted = async (order_by: string): Promise<string[]> =>
      ((await api.client.get(listPath({ search: name, order_by }))).body.items as ItemBody[]).map(
        ({ id }) => id,
      );
    expect(await sorted('quantity')).toEqual(ids);
    expect(await sorted('-quantity')).toEqual(ids.toReversed());
    expect(await sorted('-status,quantity')).toEqual(ids);
    expect(await sorted('status,-quantity')).toEqual(ids.toReversed());
  });

  it.each([
    ['', 'enum'],
    ['-', 'enum'],
    [',', 'enum'],
    ['name,', 'enum'],
    ['id', 'enum'],
    ['description', 'enum'],
    ['owner_id', 'enum'],
    ['deleted_at', 'enum'],
    ['--name', 'enum'],
    ['Name', 'enum'],
    ['name desc', 'enum'],
    ['name;drop table items', 'enum'],
    ['constructor', 'enum'],
    ['name,name', 'duplicate'],
    ['name,-name', 'duplicate'],
    ['-created_at,name,created_at', 'duplicate'],
  ])('refuses the order %j', async (order_by, type) => {
    const { status, body } = await api.client.get(listPath({ order_by }));
    expect([status, faults(body)]).toEqual([422, [[['query', 'order_by'], type]]]);
  });

  it('refuses two orders', async () => {
    const { body } = await api.client.get(`${ITEMS}?order_by=name&order_by=quantity`);
    expect(faults(body)).toEqual([[['query', 'order_by'], 'multiple']]);
  });

  it('searches names and descriptions, whatever the case', async () => {
    const own = tag();
    await createItems(
      api.client,
      { name: `${own} b TABLE` },
      { name: `${own} a chair`, description: 'goes with the Table' },
      { name: `${own} c lamp`, description: null },
    );
    const found = async (search: string): Promise<string[]> =>
      (await names({ name__like: own, search, order_by: 'name' })).map((name) => name.split(' ').at(-1)!);
    expect(await found('table')).toEqual(['chair', 'TABLE']);
    expect(await found(' tAbLe ')).toEqual(['chair', 'TABLE']);
    expect(await found('with the')).toEqual(['chair']);
    expect(await found('chair table')).toEqual([]);
    expect(await found('')).toHaveLength(3);
    expect(await found('   ')).toHaveLength(3);
  });

  it('takes wildcards and quotes literally', async () => {
    const own = tag();
    const texts = ['50%', 'a_b', 'a\\b', "it's", '"q"', '$1', '{x}', '[y]', '.*', '?', '😀', 'ß', '日本'];
    await createItems(api.client, ...texts.map((text) => ({ name: `${own}${text}` })));
    for (const text of texts) {
      expect([text, await names({ name__like: own, search: text })]).toEqual([text, [`${own}${text}`]]);
      expect([text, await names({ name__like: own + text })]).toEqual([text, [`${own}${text}`]]);
    }
    expect(await names({ search: `${own}%b` })).toEqual([]);
    expect(await names({ search: `${own}a%b` })).toEqual([]);
    expect(await names({ search: `${own}__` })).toEqual([]);
  });

  it('refuses two searches', async () => {
    const { body } = await api.client.get(`${ITEMS}?search=a&search=b`);
    expect(faults(body)).toEqual([[['query', 'search'], 'multiple']]);
  });

  it('takes a search of any length that the URL allows', async () => {
    expect(await names({ search: 'x'.repeat(4000) })).toEqual([]);
    expect(await names({ search: '%'.repeat(1000) })).toEqual([]);
  });
});
