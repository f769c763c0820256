import { readFileSync } from 'node:fs';
import { type Document, DocumentedResponses } from '../support/documented-responses.js';

const ITEM = {
  id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
  name: 'Oak table',
  description: null,
  quantity: 3,
  status: 'active',
  owner_id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b42',
  created_at: '2025-01-05T12:00:00.000Z',
  updated_at: '2025-01-05T12:00:00.000Z',
  deleted_at: null,
  version: 1,
};
const ERROR = {
  detail: 'Resource not found',
  error_code: 'NOT_FOUND',
  correlation_id: 'a',
  timestamp: '2025-01-05T12:00:00.000Z',
};
const HEADERS = { etag: '"1"', 'x-correlation-id': 'a' };
const PATH = `/api/v1/items/${ITEM.id}`;

describe('the check of answers against the document', () => {
  const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as Document;
  const known = Object.keys((document.components.schemas!.Item as { properties: object }).properties);
  const item = Object.fromEntries(Object.entries(ITEM).filter(([name]) => known.includes(name)));
  const judge = new DocumentedResponses(document);

  const check = (
    method: string,
    path: string,
    status: number,
    body: unknown,
    headers: Record<string, string> = HEADERS,
  ) => {
    judge.check(method, path, {
      status,
      body,
      headers,
      text: body === undefined ? '' : JSON.stringify(body),
    });
  };

  it('takes true answers', () => {
    check('get', PATH, 200, item);
    check('delete', PATH, 204, undefined);
    check('get', PATH, 404, ERROR);
    check('get', '/nowhere', 404, ERROR);
  });

  it.each([
    ['a status that is not documented', () => check('get', PATH, 418, ERROR)],
    ['another success', () => check('get', PATH, 201, item)],
    ['a property too many', () => check('get', PATH, 200, { ...item, password_hash: 'x' })],
    ['a property too few', () => check('get', PATH, 200, { ...item, version: undefined })],
    ['a value of another type', () => check('get', PATH, 200, { ...item, quantity: '3' })],
    ['a null that is not allowed', () => check('get', PATH, 200, { ...item, name: null })],
    ['a value outside its enumeration', () => check('get', PATH, 200, { ...item, status: 'lost' })],
    ['a time in another form', () => check('get', PATH, 200, { ...item, created_at: 'today' })],
    ['a missing header', () => check('post', '/api/v1/items', 201, item, { 'x-correlation-id': 'a' })],
    ['a missing correlation id', () => check('get', PATH, 404, ERROR, {})],
    ['a body where there is none', () => check('delete', PATH, 204, { ok: true })],
    ['an error without its envelope', () => check('get', PATH, 404, { message: 'Not Found' })],
    [
      'an error with a code that is not in the table',
      () => check('get', PATH, 404, { ...ERROR, error_code: 'X' }),
    ],
    ['an error with more than the envelope', () => check('get', PATH, 404, { ...ERROR, stack: 'at …' })],
    [
      'an error of the table that neither the operation nor its default response names',
      () => check('get', PATH, 409, { ...ERROR, error_code: 'CONFLICT' }),
    ],
    ['an unknown route without the envelope', () => check('get', '/nowhere', 404, { message: 'Not Found' })],
  ])('refuses %s', (_case, lie) => {
    expect(lie).toThrow();
  });
});
