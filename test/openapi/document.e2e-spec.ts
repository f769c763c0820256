import { readFileSync } from 'node:fs';
import request from 'supertest';
import type { Environment } from '../../src/platform/config/load-config.js';
import { startTestApp } from '../support/test-app.js';

interface Parameter {
  name: string;
  description?: string;
  schema?: object;
}

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Parameter[];
  responses: Record<string, { $ref?: string }>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const text = readFileSync('openapi.json', 'utf8');
const document = JSON.parse(text);
const operations = Object.values<Record<string, Operation>>(document.paths).flatMap((path) =>
  Object.entries(path).flatMap(([method, operation]) => (METHODS.includes(method) ? [operation] : [])),
);

/** Every value under the key, wherever it stands. */
function valuesOf(part: unknown, key: string): unknown[] {
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  return Object.entries(part).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(value, key),
  ]);
}

const isNotError = (schema: unknown) =>
  (schema as { $ref?: string }).$ref !== '#/components/schemas/Error' &&
  (schema as { $ref?: string }).$ref !== undefined;

async function served(path: string, settings?: Environment): Promise<request.Response> {
  const api = await startTestApp(settings);
  try {
    return await request(await api.app.getUrl()).get(path);
  } finally {
    await api.close();
  }
}

describe('openapi.json', () => {
  it('is what the server answers, byte for byte (else run: npm run openapi)', async () => {
    const answer = await served('/docs-json');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.text).toBe(text);
  });

  it('is the same whatever the environment says', async () => {
    const answer = await served('/docs-json', {
      NODE_ENV: 'production',
      DOCS_ENABLED: 'true',
      METRICS_ENABLED: 'false',
      CORRELATION_ID_HEADER: 'X-Request-ID',
      REGISTRATION_OPEN: 'false',
      RATE_LIMIT_ENABLED: 'false',
      DATABASE_URL: 'postgres://nobody@localhost/nothing',
      PUBLIC_URL: 'https://api.example.com',
    });
    expect(answer.text).toBe(text);
  });

  it('is not served where the documentation is off', async () => {
    expect((await served('/docs-json', { DOCS_ENABLED: 'false' })).status).toBe(404);
  });

  it('names every operation once, in a way that reads as a method', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
  });

  it('sums every operation up in one line, under one tag', () => {
    expect(operations.filter(({ summary }) => !summary || /[\n.]/.test(summary))).toEqual([]);
    expect(operations.filter(({ tags }) => tags.length !== 1)).toEqual([]);
  });

  it('orders its tags for a newcomer, and describes each', () => {
    const tags: { name: string; description: string }[] = document.tags;
    const names = tags.map(({ name }) => name);
    expect(names.slice(0, -1)).toEqual(expect.arrayContaining(['auth', 'items']));
    expect(names[0]).toBe('auth');
    expect(names.at(-1)).toBe('health');
    expect(tags.filter(({ description }) => !description)).toEqual([]);
  });

  it('describes every parameter and gives it a schema', () => {
    const parameters = operations.flatMap((operation) => operation.parameters ?? []);
    expect(parameters.length).toBeGreaterThan(30);
    expect(parameters.filter(({ description, schema }) => !description || !schema)).toEqual([]);
    expect(parameters.filter(({ name }) => name === 'id')).toContainEqual(
      expect.objectContaining({
        schema: { type: 'string', format: 'uuid', example: expect.any(String) },
      }),
    );
  });

  it('describes every schema, and names none after a class', () => {
    const schemas = Object.entries<{ type?: string; description?: string; enum?: unknown }>(
      document.components.schemas,
    );
    expect(schemas.filter(([, schema]) => !schema.enum && !schema.description).map(([name]) => name)).toEqual(
      [],
    );
    expect(schemas.map(([name]) => name).filter((name) => /Dto|Class|Host/.test(name))).toEqual([]);
  });

  it('points nowhere but to what is there', () => {
    const references = valuesOf(document, '$ref') as string[];
    const targets = references.map((reference) =>
      reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document),
    );
    expect(references.filter((_, i) => targets[i] === undefined)).toEqual([]);
  });

  it('answers every error with the one schema', () => {
    const errors = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses).flatMap(([status, response]) =>
        Number(status) >= 400 || status === 'default' ? [{ name: `${operationId} ${status}`, response }] : [],
      ),
    );
    const own = errors.filter(({ response: { $ref } }) => !$ref);
    const others = own.filter(({ response }) => valuesOf(response, 'schema').some(isNotError));
    expect(others.map(({ name }) => name)).toEqual(['getReadiness 503']);
    for (const response of Object.values(document.components.responses)) {
      expect(response).toMatchObject({
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      });
    }
  });

  it('names what every request can run into once, and beside it what an operation can', () => {
    expect(operations.map(({ responses }) => responses.default)).toEqual(
      operations.map(() => ({ $ref: '#/components/responses/Error' })),
    );
    const errorsOf = (id: string) => {
      const { responses } = operations.find(({ operationId }) => operationId === id)!;
      return Object.keys(responses).filter((status) => status >= '4');
    };
    expect(errorsOf('listItems')).toEqual(['401', '422', 'default']);
    expect(errorsOf('createItem')).toEqual(['401', '409', '422', 'default']);
    expect(errorsOf('updateItem')).toEqual(['401', '403', '404', '409', '412', '422', 'default']);
    // Where other rows refer to items, a deletion can be refused, too.
    const ofDelete = errorsOf('deleteItem').filter((status) => status !== '409');
    expect(ofDelete).toEqual(['401', '403', '404', '412', '422', 'default']);
  });

  it('says what an error means where it is', () => {
    const { paths } = document;
    expect(paths['/api/v1/auth/register'].post.responses['403'].description).toContain(
      'Registration is closed',
    );
    expect(paths['/api/v1/items'].post.responses['409'].description).toContain('`owner_id` and `name`');
    expect(paths['/api/v1/items/bulk'].put.description).toContain('`owner_id` and `name`');
    expect(paths['/api/v1/users/{id}'].delete.responses['409'].description).toContain('last active admin');
    expect(paths['/api/v1/users'].get.responses['403'].description).toContain('`admin`');
  });

  it('closes every schema that is not open by intent', () => {
    const open = Object.entries<{ type?: string; properties?: object; additionalProperties?: unknown }>(
      document.components.schemas,
    ).filter(([, schema]) => schema.properties && schema.additionalProperties !== false);
    expect(open.map(([name]) => name)).toEqual([]);
  });

  it('gives no field of a change a default', () => {
    const updates = Object.keys(document.components.schemas).filter((name) => name.startsWith('Update'));
    expect(updates).toContain('UpdateItem');
    expect(updates.flatMap((name) => valuesOf(document.components.schemas[name], 'default'))).toEqual([]);
  });

  it('shows the correlation id in every answer', () => {
    const responses = [
      ...operations.flatMap((operation) => Object.values(operation.responses)),
      ...Object.values(document.components.responses),
    ].filter((response) => !('$ref' in (response as object)));
    expect(responses.length).toBeGreaterThan(10);
    for (const response of responses) {
      expect(response).toMatchObject({
        headers: { 'X-Correlation-ID': { $ref: '#/components/headers/X-Correlation-ID' } },
      });
    }
  });
});
