// First, since it loads what the entities' decorators need before any of them.
import { startTestApp, type TestApp } from './test-app.js';
import request from 'supertest';
import { describeBulk } from './describe-bulk.js';
import { describeLists } from './describe-lists.js';
import { describeOwnership } from './describe-ownership.js';
import { describeRows } from './describe-rows.js';
import { type ResourceOptions, ResourceRows } from './resource-rows.js';

/**
 * Tests all that every entity promises: its routes, rules, lists, bulk writes and, if rows have an owner, ownership.
 * An entity's own test file calls it, and adds what only that entity does.
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
      rows = new ResourceRows(api, path, options, document.body as object);
    });

    afterAll(() => api.close());

    describeRows(() => rows);
    describeLists(() => rows);
    describeBulk(() => rows);
    describeOwnership(() => rows);
  });
}
