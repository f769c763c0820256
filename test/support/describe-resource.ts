// First, since it loads what the entities' decorators need before any of them.
import { startTestApp, type TestApp } from './test-app.js';
import request from 'supertest';
import { describeAccess } from './describe-access.js';
import { describeBulk } from './describe-bulk.js';
import { describeLists } from './describe-lists.js';
import { describeParts } from './describe-parts.js';
import { describeRows } from './describe-rows.js';
import { describeSets } from './describe-sets.js';
import type { Route } from './resource-document.js';
import { type ResourceOptions, ResourceRows } from './resource-rows.js';

const ROUTES: readonly Route[] = ['list', 'get', 'create', 'update', 'delete', 'restore', 'bulk', 'upsert'];

/** An entity with many fields has a thousand filters and orders, each of which is asked for (ms). */
const PATIENCE = 180_000;

/** A test of entities that have all these routes. */
export type TestOf = (routes: readonly Route[], name: string, test: () => Promise<void>) => void;

/**
 * Tests all that an entity promises: its routes, rules, lists, bulk writes, and who may do what. An entity's own test
 * file calls it, and adds what only that entity does.
 *
 * @param path of the entity's list, such as `/api/v1/items`
 */
export function describeResource(path: string, options: ResourceOptions): void {
  describe(path, () => {
    let api: TestApp;
    let rows: ResourceRows;

    beforeAll(async () => {
      api = await startTestApp();
      const document = await request(await api.app.getUrl()).get('/docs-json');
      const writer = await api.signUp({ role: options.writers?.[0] });
      rows = new ResourceRows(api, path, options, document.body as object, writer);
    });

    afterAll(() => api.close());

    const testOf: TestOf = (routes, name, test) => {
      if (routes.every((route) => (options.only ?? ROUTES).includes(route))) {
        it(name, test, PATIENCE);
      }
    };

    it('has the routes that it says, and no others', () => {
      const { only = rows.upsertFields ? ROUTES : ROUTES.filter((route) => route !== 'upsert') } = options;
      expect(rows.routes).toEqual(ROUTES.filter((route) => only.includes(route)));
    });

    describeRows(() => rows, testOf);
    describeLists(() => rows, testOf);
    describeBulk(() => rows, testOf);
    describeSets(() => rows, testOf);
    if (options.parent) {
      describeParts(() => rows, testOf, options.parent);
    }
    if (options.access !== 'custom') {
      describeAccess(() => rows, testOf);
    }
  });
}
