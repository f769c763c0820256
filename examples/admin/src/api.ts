import createClient from 'openapi-fetch';
import { HttpError } from 'react-admin';
import type { Error as ApiError, paths } from '../../client/schema';

/** The typed client of examples/client. */
export const api = createClient<paths>({
  baseUrl: '/',
  querySerializer: { array: { style: 'form', explode: false } },
});

/** The token of the session. It lives as long as the tab; a script of another page never sees it. */
export const session = {
  get token(): string | null {
    return sessionStorage.getItem('token');
  },
  start: (token: string): void => sessionStorage.setItem('token', token),
  end: (): void => sessionStorage.removeItem('token'),
};

api.use({
  onRequest({ request }) {
    if (session.token) request.headers.set('authorization', `Bearer ${session.token}`);
  },
});

/** What a request answered; an error of the API becomes one that react-admin shows, beside the fields to blame. */
export function answered<T>(result: { data?: T; error?: ApiError; response: Response }): T {
  if (result.error) {
    const { detail, errors = [] } = result.error;
    const fields = errors.map(({ loc, msg }) => [loc.slice(1).join('.'), msg]);
    throw new HttpError(detail, result.response.status, { errors: Object.fromEntries(fields) });
  }
  return result.data as T;
}
