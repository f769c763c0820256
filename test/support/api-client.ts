import request, { type Response, type Test } from 'supertest';
import { DocumentedResponses } from './documented-responses.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options';

/**
 * Sends requests to a running application, and checks every answer against the application's own OpenAPI document:
 * status, body and headers must be documented, so that the document cannot lie.
 */
export class ApiClient {
  readonly #judge: () => Promise<DocumentedResponses>;

  /** @param baseUrl of the application; @param headers sent with every request */
  constructor(
    private readonly baseUrl: string,
    private readonly headers: Record<string, string> = {},
    judge?: () => Promise<DocumentedResponses>,
  ) {
    let loaded: Promise<DocumentedResponses> | undefined;
    this.#judge = judge ?? (() => (loaded ??= DocumentedResponses.of(baseUrl)));
  }

  /** The same client with further headers on every request. */
  with(headers: Record<string, string>): ApiClient {
    return new ApiClient(this.baseUrl, { ...this.headers, ...headers }, this.#judge);
  }

  /** The same client, calling another process of the application. */
  at(baseUrl: string): ApiClient {
    return new ApiClient(baseUrl, this.headers, this.#judge);
  }

  get = (path: string): Promise<Response> => this.send('get', path);
  delete = (path: string): Promise<Response> => this.send('delete', path);
  post = (path: string, body?: object): Promise<Response> => this.send('post', path, body);
  put = (path: string, body?: object): Promise<Response> => this.send('put', path, body);
  patch = (path: string, body?: object): Promise<Response> => this.send('patch', path, body);

  /** Sends any request; `adjust` may change it before it goes out. */
  async send(
    method: Method,
    path: string,
    body?: object,
    adjust: (test: Test) => Test = (test) => test,
  ): Promise<Response> {
    const test = request(this.baseUrl)[method](path).set(this.headers);
    const response = await adjust(body === undefined ? test : test.send(body));
    (await this.#judge()).check(method, path, response);
    return response;
  }
}
