import { createItems, faults, ITEMS, listPath, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('lists of items, page by page', () => {
  let api: TestApp;
  const name = tag();

  beforeAll(async () => {
    api = await startTestApp();
    await createItems(api.client, ...Array.from({ length: 7 }, (_, i) => ({ name: `${name} ${i}` })));
  });

  afterAll(() => api.close());

  async function page(parameters: Record<string, string | number | boolean>) {
    const { status, body, headers } = await api.client.get(listPath({ search: name, ...parameters }));
    const numbers = ((body.items ?? []) as { name: string }[]).map((item) => Number(item.name.at(-1)));
    return { status, body, numbers, links: linksOf(headers.link) };
  }

  it('shows the newest first, fifty a page', async () => {
    const { status, body, numbers } = await page({});
    expect(status).toBe(200);
    expect(numbers).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(Object.keys(body).sort()).toEqual(
      ['items', 'next_cursor', 'page', 'pages', 'previous_cursor', 'size', 'total'].sort(),
    );
    expect(body).toMatchObject({
      total: 7,
      page: 1,
      size: 50,
      pages: 1,
      next_cursor: null,
      previous_cursor: null,
    });
  });

  it('cuts the list into pages', async () => {
    const first = await page({ size: 3 });
    const second = await page({ size: 3, page: 2 });
    const last = await page({ size: 3, page: 3 });
    expect([first.numbers, second.numbers, last.numbers]).toEqual([[6, 5, 4], [3, 2, 1], [0]]);
    expect(second.body).toMatchObject({ total: 7, page: 2, size: 3, pages: 3 });
    expect([first.body.previous_cursor, last.body.next_cursor]).toEqual([null, null]);
  });

  it('answers past the end with the true total', async () => {
    for (const number of [4, 1_000_000, 2_147_483_647]) {
      const { status, body } = await page({ size: 3, page: number });
      expect([status, body.items, body.total, body.pages, body.page]).toEqual([200, [], 7, 3, number]);
      expect(body.next_cursor).toBeNull();
    }
  });

  it('answers an empty list', async () => {
    const { body, headers } = await api.client.get(listPath({ search: tag() }));
    expect(body).toMatchObject({ items: [], total: 0, page: 1, pages: 0, next_cursor: null });
    expect(Object.keys(linksOf(headers.link))).toEqual(['first']);
  });

  it('does not count when it is told not to', async () => {
    const { body, numbers, links } = await page({ size: 3, page: 2, include_total: false });
    expect(numbers).toEqual([3, 2, 1]);
    expect(body).toMatchObject({ total: null, pages: null, page: 2, size: 3 });
    expect(Object.keys(links)).toEqual(['first', 'prev', 'next']);
    expect((await page({ include_total: true })).body.total).toBe(7);
  });

  it('links to the pages around, with the same filters', async () => {
    const { links } = await page({ size: 3, page: 2, order_by: 'name', name__like: `${name} ` });
    const pages = Object.entries(links).map(([rel, url]) => [rel, url.searchParams.get('page')]);
    expect(pages).toEqual([
      ['first', '1'],
      ['prev', '1'],
      ['next', '3'],
      ['last', '3'],
    ]);
    for (const url of Object.values(links)) {
      expect(url.pathname).toBe(ITEMS);
      expect(url.searchParams.get('name__like')).toBe(`${name} `);
      expect(url.searchParams.get('order_by')).toBe('name');
      expect(url.searchParams.get('size')).toBe('3');
    }
    expect(Object.keys((await page({ size: 3 })).links)).toEqual(['first', 'next', 'last']);
    expect(Object.keys((await page({ size: 3, page: 3 })).links)).toEqual(['first', 'prev', 'last']);
    expect((await page({ size: 3, page: 99 })).links.prev!.searchParams.get('page')).toBe('3');
  });

  it('keeps characters with a meaning in links as they are', async () => {
    const odd = `${tag()}?a&b=c#d+e%20"<>,;é`;
    await createItems(api.client, { name: `${odd} 1` }, { name: `${odd} 2` });
    const { headers } = await api.client.get(listPath({ search: odd, size: 1 }));
    const { next } = linksOf(headers.link);
    expect(next!.searchParams.get('search')).toBe(odd);
    expect((await api.client.get(next!.pathname + next!.search)).body.items[0].name).toBe(`${odd} 1`);
  });

  it('walks by the links alone', async () => {
    const seen: number[] = [];
    let path: string | undefined = listPath({ search: name, size: 2 });
    while (path) {
      const { body, headers } = await api.client.get(path);
      seen.push(...(body.items as { name: string }[]).map((item) => Number(item.name.at(-1))));
      const { next } = linksOf(headers.link);
      path = next && next.pathname + next.search;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  it.each([
    ['page=0', 'page', 'integer'],
    ['page=-1', 'page', 'integer'],
    ['page=1.5', 'page', 'integer'],
    ['page=', 'page', 'integer'],
    ['page=one', 'page', 'integer'],
    ['page=0x10', 'page', 'integer'],
    ['page=1e3', 'page', 'integer'],
    ['page=%201', 'page', 'integer'],
    ['page=99999999999999999999', 'page', 'integer'],
    ['page=1&page=2', 'page', 'multiple'],
    ['size=0', 'size', 'integer'],
    ['size=101', 'size', 'integer'],
    ['size=-5', 'size', 'integer'],
    ['size=', 'size', 'integer'],
    ['size=5&size=5', 'size', 'multiple'],
    ['include_total=', 'include_total', 'boolean'],
    ['include_total=yes', 'include_total', 'boolean'],
    ['include_total=1', 'include_total', 'boolean'],
    ['include_total=TRUE', 'include_total', 'boolean'],
    ['include_total=true&include_total=true', 'include_total', 'multiple'],
    ['deleted=', 'deleted', 'enum'],
    ['deleted=true', 'deleted', 'enum'],
    ['deleted=only&deleted=only', 'deleted', 'multiple'],
    ['limit=5', 'limit', 'unknown'],
    ['Page=1', 'Page', 'unknown'],
    ['page[]=1', 'page[]', 'unknown'],
    ['__proto__=1', '__proto__', 'unknown'],
    ['constructor=1', 'constructor', 'unknown'],
    ['=1', '', 'unknown'],
    ['trash_of=x', 'trash_of', 'unknown'],
  ])('refuses ?%s', async (query, parameter, type) => {
    const { status, body } = await api.client.get(`${ITEMS}?${query}`);
    expect([status, body.error_code]).toEqual([422, 'VALIDATION_ERROR']);
    expect(faults(body)).toEqual([[['query', parameter], type]]);
  });

  it('names all wrong parameters at once', async () => {
    const { body } = await api.client.get(`${ITEMS}?page=0&size=0&colour=red&quantity=x`);
    expect(faults(body).map(([loc]) => loc[1])).toEqual(['page', 'size', 'colour', 'quantity']);
  });

  it.each(['size=100', 'size=1', 'page=007', 'search=', ''])('takes ?%s', async (query) => {
    expect((await api.client.get(`${ITEMS}?${query}`)).status).toBe(200);
  });
});

/** The targets of a `Link` header, by relation. */
function linksOf(header: string | undefined): Record<string, URL> {
  return Object.fromEntries(
    [...(header ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, target, rel]) => [
      rel!,
      new URL(target!, 'http://localhost'),
    ]),
  );
}
