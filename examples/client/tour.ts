/**
 * A tour of the API by a typed client: types from openapi.json (`npm run client`), requests by openapi-fetch.
 *
 *   npm start                                 in one terminal
 *   npm run example                           in another; API_URL names a server elsewhere
 */
import createClient from 'openapi-fetch';
import { randomUUID } from 'node:crypto';
import type { Error as ApiError, Item, paths } from './schema.js';

const api = createClient<paths>({
  baseUrl: process.env.API_URL ?? 'http://127.0.0.1:3000',
  // Lists go as `status__in=draft,active`.
  querySerializer: { array: { style: 'form', explode: false } },
});

/** What a request answered; an error of the API becomes an exception that names its code. */
function answered<T>(result: { data?: T; error?: ApiError; response: Response }): T {
  if (result.error) {
    const { error_code, detail, correlation_id } = result.error;
    throw new Error(`${result.response.status} ${error_code}: ${detail} (${correlation_id})`);
  }
  return result.data as T;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Makes an account and sends its token with every further request. */
async function signIn(): Promise<void> {
  const email = `tour-${randomUUID()}@example.com`;
  const session = answered(
    await api.POST('/api/v1/auth/register', {
      body: { email, password: randomUUID(), display_name: 'Tour' },
    }),
  );
  api.use({
    onRequest: ({ request }) => request.headers.set('authorization', `Bearer ${session.token}`),
  });
  say(`Registered ${session.user.email}`);
}

/**
 * Creates an item. A request that got no answer – the network failed, or the server is too busy – is sent again with
 * the same key, and so creates one item however often it arrives.
 */
async function createOnce(name: string, key: string = randomUUID()): Promise<Item> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await api.POST('/api/v1/items', {
        params: { header: { 'Idempotency-Key': key } },
        body: { name, quantity: 1 },
      });
      if (result.response.status !== 503 || attempt === 3) {
        return answered(result);
      }
    } catch (error) {
      if (!(error instanceof TypeError) || attempt === 3) {
        throw error;
      }
    }
  }
}

/** Every item of a search, page after page by cursor: no row comes twice or is left out, whatever others insert. */
async function* everyItem(search: string): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = answered(
      await api.GET('/api/v1/items', {
        params: { query: { search, order_by: 'name', size: 2, include_total: false, cursor } },
      }),
    );
    yield* page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

/** Changes the quantity, but not a version that the caller has not seen. */
async function changeQuantity(id: string, quantity: number, etag: string): Promise<boolean> {
  const result = await api.PATCH('/api/v1/items/{id}', {
    params: { path: { id }, header: { 'If-Match': etag } },
    body: { quantity },
  });
  if (result.response.status === 412) {
    return false;
  }
  answered(result);
  return true;
}

await signIn();

const trip = randomUUID();
const key = randomUUID();
const first = await createOnce(`${trip} 1`, key);
const again = await createOnce(`${trip} 1`, key);
say(
  `Created ${first.id}; the same key again gave ${again.id === first.id ? 'the same item' : 'another item'}`,
);
for (const number of [2, 3, 4, 5]) {
  await createOnce(`${trip} ${number}`);
}

const found: Item[] = [];
for await (const item of everyItem(trip)) {
  found.push(item);
}
say(`Found ${found.length} items in pages of 2`);

const { response } = await api.GET('/api/v1/items/{id}', { params: { path: { id: first.id } } });
const etag = response.headers.get('etag') ?? '';
say(`Changed under ${etag}: ${await changeQuantity(first.id, 7, etag)}`);
say(`Changed under ${etag} once more: ${await changeQuantity(first.id, 8, etag)}`);
