import { EntityManager, LockMode } from '@mikro-orm/core';
import { Body, Controller, Get, Injectable, Module, Param, Post, Query, HttpCode } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Item } from '../../src/items/item.entity.js';
import { Database } from '../../src/platform/database/database.js';
import { asSystem } from '../../src/platform/context/request-context.js';
import { Public } from '../../src/platform/http/access/access.js';
import { ReadsQuery } from '../../src/platform/http/validation/unread-input.guard.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

@Injectable()
class Faults {
  constructor(
    readonly database: Database,
    readonly em: EntityManager,
  ) {}

  sql(text: string, values?: unknown[]): Promise<unknown> {
    return this.database.query(text, values);
  }
}

const INSERT = `insert into items (id, owner_id, name, quantity, status, created_at, updated_at, version)
  select gen_random_uuid(), id, $1, $2, $3, now(), now(), 1 from users limit 1 returning name`;

@Controller('probe-faults')
@Public()
class ProbeFaultsController {
  constructor(private readonly faults: Faults) {}

  @Get('column')
  @HttpCode(204)
  column(): Promise<unknown> {
    return this.faults.sql('select nothing_of_the_kind from items');
  }

  @Get('literal')
  @HttpCode(204)
  literal(): Promise<unknown> {
    return this.faults.sql(`select 'hush'::int`);
  }

  @Get('bound/:id')
  @HttpCode(204)
  bound(@Param('id') id: string): Promise<unknown> {
    return this.faults.sql('select 1 from items where id = $1', [id]);
  }

  @Get('managed/:id')
  @HttpCode(204)
  managed(@Param('id') id: string): Promise<unknown> {
    return this.faults.em.findOneOrFail(Item, { id });
  }

  @Get('exactly/:id')
  @HttpCode(204)
  exactly(@Param('id') id: string): Promise<unknown> {
    return this.faults.em.findOneOrFail(Item, { id }, { strict: true });
  }

  @Get('stale/:id')
  @HttpCode(204)
  stale(@Param('id') id: string): Promise<unknown> {
    return asSystem(() =>
      this.faults.em.findOneOrFail(Item, { id }, { lockMode: LockMode.OPTIMISTIC, lockVersion: 77 }),
    );
  }

  @Get('search')
  @HttpCode(204)
  @ReadsQuery()
  search(@Query('since') since: string): Promise<unknown> {
    return this.faults.sql('select 1 from items where created_at > $1', [since]);
  }

  @Post('null')
  @HttpCode(204)
  async null(@Body() body: { title: string }): Promise<void> {
    await this.faults.sql(INSERT, [null, body.title.length, 'draft']);
  }

  @Post('check')
  @HttpCode(204)
  async check(@Body() { name, status = 'wrong' }: { name: string; status?: string }): Promise<void> {
    await this.faults.sql(INSERT, [name, 1, status]);
  }

  @Post('many')
  @HttpCode(204)
  async many(@Body() { rows }: { rows: { name: string; quantity: unknown }[] }): Promise<void> {
    for (const { name, quantity } of rows) await this.faults.sql(INSERT, [name, quantity, 'draft']);
  }
}

@Module({ controllers: [ProbeFaultsController], providers: [Faults] })
class FaultsModule {}

describe('what the database says of the SQL of a feature', () => {
  let api: TestApp;
  let url: string;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [FaultsModule] });
    url = await api.app.getUrl();
  });
  afterAll(() => api.close());

  const get = (path: string) => request(url).get(`/api/v1/probe-faults/${path}`);
  const post = (path: string, body: object) => request(url).post(`/api/v1/probe-faults/${path}`).send(body);
  const blamed = (body: { errors?: { loc: unknown; type: string }[] }) =>
    body.errors?.map(({ loc, type }) => [loc, type]);
  /** The line of the error that this answer's request had. */
  const logged = ({ body }: { body: { correlation_id: string } }) =>
    api.logs
      .map((line) => JSON.parse(line) as { correlation_id: string; level: string; err?: object })
      .find((line) => line.correlation_id === body.correlation_id && line.err)!;

  it('is a bug where a column is unknown, logged with the place', async () => {
    const answer = await get('column');
    expect(answer.body).toMatchObject({ detail: 'Internal server error', error_code: 'INTERNAL_ERROR' });
    expect(logged(answer)).toMatchObject({
      level: 'error',
      err: {
        code: '42703',
        message: expect.stringContaining('column "nothing_of_the_kind" does not exist') as string,
        position: '8',
      },
    });
  });

  it('is a bug where the value was in the SQL', async () => {
    const answer = await get('literal');
    expect(answer.body.error_code).toBe('INTERNAL_ERROR');
    expect(logged(answer)).toMatchObject({ level: 'error', err: { code: '22P02' } });
    expect(api.logs.join('')).not.toContain('hush');
  });

  it.each(['bound', 'managed'])('blames the parameter that went into it: %s', async (path) => {
    const answer = await get(`${path}/no-uuid`);
    expect(answer.body.error_code).toBe('VALIDATION_ERROR');
    expect(blamed(answer.body as object)).toEqual([[['path', 'id'], 'invalid']]);
    expect(logged(answer)).toMatchObject({ level: 'warn', err: { code: '22P02' } });
  });

  it('blames the query parameter that went into it', async () => {
    const answer = await get('search?since=yesteryear');
    expect(blamed(answer.body as object)).toEqual([[['query', 'since'], 'invalid']]);
  });

  it('is a bug where a column got a null that nobody sent', async () => {
    const answer = await post('null', { title: 'x' });
    expect([answer.status, answer.body.error_code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(logged(answer)).toMatchObject({ err: { code: '23502', table: 'items', column: 'name' } });
  });

  it('blames the field of the body that a rule of the database is about', async () => {
    const answer = await post('check', { name: 'x', status: 'gone' });
    expect([answer.status, blamed(answer.body as object)]).toEqual([422, [[['body', 'status'], 'invalid']]]);
    expect(logged(answer)).toMatchObject({
      level: 'warn',
      err: { code: '23514', constraint: 'items_status_check' },
    });
  });

  it('is a bug where nobody sent what breaks a rule of the database', async () => {
    expect((await post('check', { name: 'x' })).body.error_code).toBe('INTERNAL_ERROR');
  });

  it('blames the value in a list, with its index', async () => {
    const rows = [
      { name: 'a', quantity: 1 },
      { name: 'b', quantity: 'many' },
    ];
    const answer = await post('many', { rows });
    expect(blamed(answer.body as object)).toEqual([[['body', 'rows', 1, 'quantity'], 'invalid']]);
  });

  it.each(['managed', 'exactly'])('is 404 with the name of what MikroORM did not find: %s', async (path) => {
    const { status, body } = await get(`${path}/${randomUUID()}`);
    expect([status, body.error_code, body.detail]).toEqual([404, 'NOT_FOUND', 'Item not found']);
  });

  it("is 412 where MikroORM's optimistic lock fails", async () => {
    const { body: item } = await api.client.post('/api/v1/items', { name: 'Locked' });
    const { status, body } = await get(`stale/${item.id}`);
    expect([status, body.error_code]).toEqual([412, 'PRECONDITION_FAILED']);
  });
});

describe('a database that is behind in its migrations', () => {
  it('is 503 where it lacks what the code asks for', async () => {
    const api = await startTestApp({}, { modules: [FaultsModule] });
    try {
      await api.app.get(Database).query('delete from migrations where id = (select max(id) from migrations)');
      const answer = await request(await api.app.getUrl()).get('/api/v1/probe-faults/column');
      expect([answer.status, answer.body.error_code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(answer.headers['retry-after']).toBe('1');
    } finally {
      await api.close();
    }
  });
});

describe('a row that is missing', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  it.each([
    [`/api/v1/items/${randomUUID()}`, 'Item not found'],
    [`/api/v1/users/${randomUUID()}`, 'User not found'],
  ])('is named: %s', async (path, detail) => {
    expect((await api.admin.get(path)).body.detail).toBe(detail);
  });

  it('is named by a session too', async () => {
    const answer = await api.client.delete(`/api/v1/auth/sessions/${randomUUID()}`);
    expect(answer.body.detail).toBe('Session not found');
  });
});
