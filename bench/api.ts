/** A user of the benchmark. */
export interface User {
  id: string;
  email: string;
  password: string;
  token: string;
}

/** Who sends the load. */
export interface Account extends User {
  /** Whom `login` signs in: so many new sessions of one user end the oldest, which the load still needs. */
  visitor: User;
}

/** What the benchmark reads of a row and of a page. */
export interface Row {
  id: string;
  version: number;
}

export interface Page {
  items: Row[];
  total: number | null;
  pages: number | null;
  next_cursor: string | null;
}

interface Answer {
  status: number;
  etag: string | null;
  body: unknown;
}

/** One of the servers, as its client sees it. */
export class Api {
  constructor(
    private readonly url: string,
    private readonly token = '',
  ) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: text === '' ? null : (JSON.parse(text) as unknown),
    };
  }

  /** @throws Error if the page is not there */
  async page(path: string): Promise<Page> {
    const { status, body } = await this.send('GET', path);
    if (status !== 200) {
      throw new Error(`GET ${path} was answered ${status}`);
    }
    return body as Page;
  }

  /** Makes a user and signs in. */
  async register(name: string): Promise<User> {
    const credentials = { email: `${name}@example.com`, password: 'a-bench-of-solid-oak' };
    const { status, body } = await this.send('POST', '/api/v1/auth/register', {
      ...credentials,
      display_name: name,
    });
    if (status !== 201) {
      throw new Error(`The account could not be made: ${status} ${JSON.stringify(body)}`);
    }
    const { token, user } = body as { token: string; user: { id: string } };
    return { ...credentials, token, id: user.id };
  }
}
