import { startTestApp, type TestApp } from '../support/test-app.js';

describe('conditional requests', () => {
  let api: TestApp;
  let names = 0;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  const create = async (): Promise<string> => {
    const { body } = await api.client.post('/api/v1/items', { name: `Conditional ${++names}` });
    return `/api/v1/items/${body.id}`;
  };

  const ifMatch = (value: string) => api.client.with({ 'if-match': value });
  const ifNoneMatch = (value: string) => api.client.with({ 'if-none-match': value });

  describe('If-None-Match', () => {
    it.each(['"1"', 'W/"1"', '*', '"7", "1"', ' "a,b" ,, W/"1" '])(
      'answers 304 without a body for %s',
      async (header) => {
        const path = await create();
        const answer = await ifNoneMatch(header).get(path);
        expect([answer.status, answer.text]).toEqual([304, '']);
        expect(answer.headers.etag).toBe('"1"');
        expect(answer.headers).not.toHaveProperty('content-type');
        expect(answer.headers).not.toHaveProperty('content-length');
      },
    );

    it.each(['"2"', '"11"', '1', 'w/"1"', '"1', '', '"1" "2"'])(
      'answers with the row for %p',
      async (header) => {
        const path = await create();
        const answer = await ifNoneMatch(header).get(path);
        expect([answer.status, answer.body.version, answer.headers.etag]).toEqual([200, 1, '"1"']);
      },
    );

    it('answers with the row once it has changed', async () => {
      const path = await create();
      const changed = await api.client.patch(path, { quantity: 1 });
      expect((await ifNoneMatch('"1"').get(path)).body).toEqual(changed.body);
      expect((await ifNoneMatch(changed.headers.etag!).get(path)).status).toBe(304);
    });

    it('answers 404 for a row that is gone, whatever the header', async () => {
      const path = await create();
      await api.client.delete(path);
      expect((await ifNoneMatch('*').get(path)).status).toBe(404);
    });

    it('goes for HEAD as for GET, and for no other method', async () => {
      const path = await create();
      expect((await ifNoneMatch('"1"').send('head', path)).status).toBe(304);
      expect((await ifNoneMatch('"1"').patch(path, { quantity: 5 })).status).toBe(200);
    });
  });

  describe('If-Match', () => {
    it.each(['"1"', '*', '"7", "1"', ', "1" ,', '"a,b","1"', 'W/"1", "1"'])(
      'lets a change through for %s',
      async (header) => {
        const path = await create();
        const answer = await ifMatch(header).patch(path, { quantity: 9 });
        expect([answer.status, answer.headers.etag]).toEqual([200, '"2"']);
      },
    );

    it.each(['"2"', 'W/"1"', '"01"', '"one"', '""', '"1.0"', '"99999999999"', '"4294967297"'])(
      'refuses every kind of change with 412 for %s',
      async (header) => {
        const path = await create();
        const refused = [
          await ifMatch(header).patch(path, { quantity: 9 }),
          await ifMatch(header).patch(path, {}),
          await ifMatch(header).patch(path, { quantity: 0 }),
          await ifMatch(header).delete(path),
          await ifMatch(header).post(`${path}/restore`),
        ];
        expect(refused.map(({ status, body }) => [status, body.error_code])).toEqual(
          Array(5).fill([412, 'PRECONDITION_FAILED']),
        );
        expect((await api.client.get(path)).body.version).toBe(1);
      },
    );

    it.each(['1', '', ',', 'w/"1"', '"1', '"1" "2"', '*, "1"', '"1",x'])(
      'refuses the malformed %p with 422, before it looks for the row',
      async (header) => {
        const path = '/api/v1/items/01890000-0000-7000-8000-000000000000';
        const refused = [
          await ifMatch(header).patch(path, { quantity: 9 }),
          await ifMatch(header).delete(path),
          await ifMatch(header).post(`${path}/restore`),
        ];
        for (const { status, body } of refused) {
          expect(status).toBe(422);
          expect(body.errors).toEqual([
            { loc: ['header', 'if-match'], msg: expect.any(String), type: 'etag' },
          ]);
        }
      },
    );

    it('sees a header that is sent twice as one list', async () => {
      const path = await create();
      const answer = await api.client.send('delete', path, undefined, (test) =>
        test.set('if-match', ['"5"', '"1"'] as unknown as string),
      );
      expect(answer.status).toBe(204);
    });

    it('says 404, not 412, of a row that is missing or deleted', async () => {
      const path = await create();
      await api.client.delete(path);
      expect((await ifMatch('"1"').patch(path, { quantity: 1 })).status).toBe(404);
      expect((await ifMatch('*').patch(path, { quantity: 1 })).status).toBe(404);
      expect((await ifMatch('"1"').delete(path)).status).toBe(404);
    });

    it('guards deletion and restoring', async () => {
      const path = await create();
      expect((await ifMatch('"1"').delete(path)).status).toBe(204);
      expect((await ifMatch('"1"').post(`${path}/restore`)).status).toBe(412);
      const restored = await ifMatch('"2"').post(`${path}/restore`);
      expect([restored.status, restored.headers.etag]).toEqual([200, '"3"']);
    });

    it('keeps the tag when nothing changes', async () => {
      const path = await create();
      const { body } = await api.client.get(path);
      for (const changes of [{}, { quantity: 0 }, { name: body.name, description: null }]) {
        const answer = await ifMatch('"1"').patch(path, changes);
        expect([answer.status, answer.headers.etag, answer.body]).toEqual([200, '"1"', body]);
      }
    });
  });

  describe('at once', () => {
    it('lets all of fifty plain changes through, each in its turn', async () => {
      const path = await create();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => api.client.patch(path, { quantity: i + 1 })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
      expect(answers.map(({ body }) => body.version).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, i) => i + 2),
      );
      expect((await api.client.get(path)).body.version).toBe(51);
    });

    it('lets one of ten changes with the same tag through', async () => {
      const path = await create();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => ifMatch('"1"').patch(path, { quantity: i + 1 })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
      const won = answers.find(({ status }) => status === 200)!;
      expect((await api.client.get(path)).body).toEqual(won.body);
    });
  });
});
