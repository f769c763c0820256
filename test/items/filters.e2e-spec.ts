import { createItems, faults, type ItemBody, ITEMS, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const UUID = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

describe('filters of items', () => {
  let api: TestApp;
  const name = tag();

  beforeAll(async () => {
    api = await startTestApp();
    await createItems(
      api.client,
      { name: `${name} a`, quantity: 1, status: 'draft', description: 'Red 100% wool' },
      { name: `${name} b`, quantity: 2, status: 'active', description: 'red_and_blue' },
      { name: `${name} c`, quantity: 3, status: 'archived', description: null },
      { name: `${name} D`, quantity: 4, status: 'active', description: 'back\\slash' },
      { name: `${name} é`, quantity: 2_147_483_647, status: 'draft', description: '' },
    );
  });

  afterAll(() => api.close());

  /** The last letters of the names that a filter leaves, by quantity. */
  async function letters(filter: string): Promise<string> {
    const { status, body } = await api.client.get(`${ITEMS}?search=${name}&order_by=quantity&${filter}`);
    expect(faults(body)).toEqual([]);
    expect(status).toBe(200);
    expect(body.total).toBe(body.items.length);
    return (body.items as ItemBody[]).map((item) => item.name.at(-1)).join('');
  }

  it.each([
    [`name=${name} a`, 'a'],
    [`name=${name} A`, ''],
    [`name=%20${name} a%20`, 'a'],
    ['name=', ''],
    [`name__neq=${name} a`, 'bcDé'],
    ['name__neq=', 'abcDé'],
    [`name__in=${name} a,${name} c`, 'ac'],
    [`name__in=${name} a&name__in=${name} b,${name} D`, 'abD'],
    [`name__in=${name} a,${name} a`, 'a'],
    [`name__in="${name} a", "${name} c"`, 'ac'],
    [`name__in="${name} a,",${name} c`, 'c'],
    [`name__not_in=${name} a, ${name} c`, 'bDé'],
    [`name__like=${name} D`, 'D'],
    [`name__ilike=${name} d`, 'D'],
    ['name__ilike=É', 'é'],
    ['name__like=', 'abcDé'],
    ['description__like=red', 'b'],
    ['description__like=Red', 'a'],
    ['description__ilike=RED', 'ab'],
    ['description__like=%25', 'a'],
    ['description__like=_', 'b'],
    ['description__like=\\', 'D'],
    ['description__like=\\\\', ''],
    ['description__like=0%25 w', 'a'],
    ["description__like='", ''],
    ['description__isnull=true', 'c'],
    ['description__isnull=false', 'abDé'],
    ['quantity=2', 'b'],
    ['quantity=02', 'b'],
    ['quantity=-1', ''],
    ['quantity=-2147483648', ''],
    ['quantity__neq=2', 'acDé'],
    ['quantity__gt=2', 'cDé'],
    ['quantity__gte=2', 'bcDé'],
    ['quantity__lt=2', 'a'],
    ['quantity__lte=2', 'ab'],
    ['quantity__gt=1&quantity__lt=4', 'bc'],
    ['quantity__gte=2147483647', 'é'],
    ['quantity__in=1,3', 'ac'],
    ['quantity__in=1&quantity__in=3', 'ac'],
    ['quantity__not_in=1,3', 'bDé'],
    ['status=active', 'bD'],
    ['status__neq=active', 'acé'],
    ['status__in=draft,archived', 'acé'],
    ['status__not_in=draft,archived', 'bD'],
    ['status=active&quantity__gt=2', 'D'],
    ['created_at__gt=2000-01-01', 'abcDé'],
    ['created_at__lt=2000-01-01T00:00:00Z', ''],
    ['updated_at__gte=2000-01-01T00:00:00.123456%2B02:00', 'abcDé'],
    ['updated_at__gte=2000-01-01T00:00:00+02:00', 'abcDé'],
    ['updated_at__gte=2000-01-01 00:00', 'abcDé'],
    ['updated_at__lte=2000-01-01t00:00z', ''],
    ['created_at__lt=9999-12-31T23:59:59.999Z', 'abcDé'],
    ['created_at__gt=0001-01-01T00:00:00Z', 'abcDé'],
  ])('?%s finds %j', async (filter, expected) => {
    expect(await letters(filter)).toBe(expected);
  });

  it.each(['created_at', 'updated_at'])('compares %s with the time that is shown, exactly', async (field) => {
    const own = tag();
    const [item] = await createItems(api.client, { name: own });
    const time = item![field as 'created_at'];
    const total = async (filter: string): Promise<number> =>
      (await api.client.get(`${ITEMS}?name=${own}&${field}__${filter}`)).body.total as number;
    expect(await total(`gte=${time}`)).toBe(1);
    expect(await total(`lte=${time}`)).toBe(1);
    expect(await total(`gt=${time}`)).toBe(0);
    expect(await total(`lt=${time}`)).toBe(0);
    expect(await total(`lte=${time.replace('Z', '001Z')}`)).toBe(1);
    // What is finer than milliseconds is cut off.
    expect(await total(`lt=${time.replace('Z', '999Z')}`)).toBe(0);
    expect(await total(`gte=${time.replace('Z', '999Z')}`)).toBe(1);
  });

  it('takes a hundred values, and no more', async () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1).join();
    expect(await letters(`quantity__in=${hundred}`)).toBe('abcD');
    expect(await letters(`quantity__not_in=${hundred}`)).toBe('é');
    for (const list of [`${hundred},101`, `${hundred}&quantity__in=101`]) {
      const { status, body } = await api.client.get(`${ITEMS}?quantity__in=${list}`);
      expect([status, faults(body)]).toEqual([422, [[['query', 'quantity__in'], 'list']]]);
    }
  });

  it.each([
    ['name__in=', 'name__in', 'list'],
    ['name__not_in=', 'name__not_in', 'list'],
    ['name__in=a,,b', 'name__in', 'list'],
    ['name__in=a&name__in=', 'name__in', 'list'],
    ['quantity__in=', 'quantity__in', 'list'],
    ['quantity__in=1,', 'quantity__in', 'list'],
    ['quantity__in=1,x', 'quantity__in', 'integer'],
    ['status__in=draft,gone', 'status__in', 'enum'],
    ['status__not_in=', 'status__not_in', 'list'],
    ['quantity=', 'quantity', 'integer'],
    ['quantity=x', 'quantity', 'integer'],
    ['quantity=1.0', 'quantity', 'integer'],
    ['quantity=0x10', 'quantity', 'integer'],
    ['quantity=1e3', 'quantity', 'integer'],
    ['quantity=%205', 'quantity', 'integer'],
    ['quantity=2147483648', 'quantity', 'integer'],
    ['quantity__lt=-2147483649', 'quantity__lt', 'integer'],
    ['quantity=NaN', 'quantity', 'integer'],
    ['quantity=true', 'quantity', 'integer'],
    ['quantity=1&quantity=1', 'quantity', 'multiple'],
    ['quantity__gt=1&quantity__gt=2', 'quantity__gt', 'multiple'],
    ['name=a&name=a', 'name', 'multiple'],
    ['name=%00', 'name', 'string'],
    ['name__like=a%00', 'name__like', 'string'],
    ['name__in=a,b%00', 'name__in', 'string'],
    ['search=%00', 'search', 'string'],
    ['status=', 'status', 'enum'],
    ['status=Draft', 'status', 'enum'],
    ['description__isnull=', 'description__isnull', 'boolean'],
    ['description__isnull=null', 'description__isnull', 'boolean'],
    ['created_at__gt=', 'created_at__gt', 'date_time'],
    ['created_at__gt=yesterday', 'created_at__gt', 'date_time'],
    ['created_at__gt=now', 'created_at__gt', 'date_time'],
    ['created_at__gt=infinity', 'created_at__gt', 'date_time'],
    ['created_at__gt=1735689600', 'created_at__gt', 'date_time'],
    ['created_at__gt=2025-02-30', 'created_at__gt', 'date_time'],
    ['created_at__gt=2025-13-01', 'created_at__gt', 'date_time'],
    ['created_at__gt=2025-01-01T25:00:00Z', 'created_at__gt', 'date_time'],
    ['created_at__gt=2025-01-01T00:60:00Z', 'created_at__gt', 'date_time'],
    ['created_at__gt=2025-01-01T00:00:00%2B99:00', 'created_at__gt', 'date_time'],
    ['created_at__gt=0000-01-01', 'created_at__gt', 'date_time'],
    ['created_at__gt=10000-01-01', 'created_at__gt', 'date_time'],
    ['created_at__gt=%2B010000-01-01', 'created_at__gt', 'date_time'],
    ['created_at__gt=9999-12-31T23:59:59-01:00', 'created_at__gt', 'date_time'],
    ['created_at=2025-01-01', 'created_at', 'unknown'],
    ['description=x', 'description', 'unknown'],
    ['description__neq=x', 'description__neq', 'unknown'],
    ['quantity__like=1', 'quantity__like', 'unknown'],
    ['quantity__isnull=true', 'quantity__isnull', 'unknown'],
    ['status__gt=draft', 'status__gt', 'unknown'],
    ['name__gt=a', 'name__gt', 'unknown'],
    ['name__eq=a', 'name__eq', 'unknown'],
    ['name__LIKE=a', 'name__LIKE', 'unknown'],
    ['name__=a', 'name__', 'unknown'],
    ['deleted_at__isnull=false', 'deleted_at__isnull', 'unknown'],
    ['version=1', 'version', 'unknown'],
    [`id=${UUID}`, 'id', 'unknown'],
    ['quantity[gt]=1', 'quantity[gt]', 'unknown'],
  ])('refuses ?%s', async (query, parameter, type) => {
    const { status, body } = await api.client.get(`${ITEMS}?${query}`);
    expect([status, faults(body)]).toEqual([422, [[['query', parameter], type]]]);
  });

  it.each(['name=%zz', 'search=%ED%A0%80', 'name=%FF'])('answers ?%s as a malformed URL', async (query) => {
    const { status, body } = await api.client.get(`${ITEMS}?${query}`);
    expect([status, body.error_code]).toEqual([400, 'BAD_REQUEST']);
  });
});
