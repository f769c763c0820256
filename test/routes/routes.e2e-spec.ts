import { Body, Controller, HttpCode, Module, Post, UseGuards } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import request from 'supertest';
import {
  CreateRoute,
  DeleteRoute,
  Errors,
  GetRoute,
  IdParam,
  Ids,
  DeleteManyRoute,
  IfMatch,
  ListQuery,
  ListRoute,
  type Page,
  Public,
  Roles,
  type Versions,
} from '../../src/platform/http.js';
import { filterOf } from '../../src/platform/core/list/filter.js';
import { ForbiddenError } from '../../src/platform/errors/errors.js';
import { TextField } from '../../src/platform/dto.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class CreateProbeOrderLineDto {
  @TextField({ max: 20 })
  name!: string;
}

class ProbeOrderLineDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id!: string;

  @ApiProperty({ type: 'string' })
  name!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;
}

class ProbeOrderLineSummaryDto {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id!: string;
}

const ID = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';
const made: string[] = [];

/** The routes of an entity, without a database behind them. */
abstract class Lines {
  @CreateRoute(ProbeOrderLineDto)
  async create(@Body() { name }: CreateProbeOrderLineDto): Promise<ProbeOrderLineDto> {
    made.push(name);
    return Promise.resolve({ id: ID, name, version: 1 });
  }

  @GetRoute(ProbeOrderLineDto)
  async get(@IdParam() id: string): Promise<ProbeOrderLineDto> {
    return Promise.resolve({ id, name: 'found', version: 1 });
  }

  @DeleteRoute()
  async delete(@IdParam() id: string, @IfMatch() _versions?: Versions): Promise<void> {
    made.push(id);
    return Promise.resolve();
  }
}

@Controller('probe-order-lines')
class ProbeOrderLinesController extends Lines {
  @ListRoute(ProbeOrderLineSummaryDto)
  async list(
    @ListQuery(filterOf<ProbeOrderLineDto>({ fields: {}, search: [], order_by: ['name'] }))
    _query: ListQuery,
  ): Promise<Page<ProbeOrderLineDto>> {
    const items = [{ id: ID, name: 'not in lists', version: 1 }];
    const pages = { total: 1, page: 1, size: 1, pages: 1 };
    return Promise.resolve({ items, ...pages, next_cursor: null, previous_cursor: null });
  }

  override async create(data: CreateProbeOrderLineDto): Promise<ProbeOrderLineDto> {
    return super.create({ name: `${data.name}!` });
  }

  @Roles('admin')
  override async delete(id: string): Promise<void> {
    return super.delete(id);
  }
}

/** The same routes at another place, with what Nest's own decorators change. */
@Controller('probe-other-lines')
class ProbeOtherLinesController extends Lines {
  @Public()
  override async get(id: string): Promise<ProbeOrderLineDto> {
    return super.get(id);
  }

  @HttpCode(202)
  @Errors({ FORBIDDEN: 'The name is taken by the house' })
  @Post('new')
  @CreateRoute(ProbeOrderLineDto, { id: 'order', summary: 'Order a line' })
  override async create(@Body() data: CreateProbeOrderLineDto): Promise<ProbeOrderLineDto> {
    if (data.name === 'house') {
      throw new ForbiddenError();
    }
    return super.create(data);
  }
}

@Controller('probe-guarded-lines')
class ProbeGuardedLinesController extends Lines {
  @UseGuards({ canActivate: () => false })
  override async delete(id: string): Promise<void> {
    return super.delete(id);
  }

  @DeleteManyRoute()
  deleteMany(@Ids() { ids }: Ids): { deleted: number } {
    return { deleted: ids.length };
  }
}

@Module({ controllers: [ProbeOrderLinesController, ProbeOtherLinesController, ProbeGuardedLinesController] })
class LinesModule {}

interface Documented {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
  responses: Record<string, { description?: string; content?: object }>;
}

describe('the routes of an entity', () => {
  let api: TestApp;
  let paths: Record<string, Record<string, Documented>>;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [LinesModule] });
    paths = (await request(await api.app.getUrl()).get('/docs-json')).body.paths;
  });
  afterAll(() => api.close());

  it('are named by controller and DTO', () => {
    const { get: list, post: create } = paths['/api/v1/probe-order-lines']!;
    expect(list).toMatchObject({
      operationId: 'listProbeOrderLines',
      summary: 'List probe order lines',
      tags: ['probe order lines'],
    });
    expect(create).toMatchObject({
      operationId: 'createProbeOrderLine',
      summary: 'Create one probe order line',
    });
    expect(paths['/api/v1/probe-order-lines/{id}']!.delete).toMatchObject({
      operationId: 'deleteProbeOrderLine',
      summary: 'Delete one probe order line',
    });
    expect(paths['/api/v1/probe-guarded-lines/bulk/delete']!.post!.operationId).toBe(
      'deleteProbeGuardedLines',
    );
  });

  it('are there when a method is overridden, with the override', async () => {
    const created = await api.client.post('/api/v1/probe-order-lines', { name: 'first' });
    expect([created.status, created.body]).toEqual([201, { id: ID, name: 'first!', version: 1 }]);
    expect(created.headers).toMatchObject({ etag: '"1"', location: `/api/v1/probe-order-lines/${ID}` });
    expect((await api.client.post('/api/v1/probe-order-lines', { nam: 'first' })).status).toBe(422);
  });

  it('carry a request with a key out once when they are overridden, too', async () => {
    const twice = api.client.with({ 'Idempotency-Key': 'lines' });
    const first = await twice.post('/api/v1/probe-order-lines', { name: 'once' });
    const second = await twice.post('/api/v1/probe-order-lines', { name: 'once' });
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    expect(made.filter((name) => name === 'once!')).toHaveLength(1);
  });

  it('take guards and roles of an override, and keep their own', async () => {
    const path = `/api/v1/probe-order-lines/${ID}`;
    expect((await api.client.delete(path)).status).toBe(403);
    expect((await api.admin.delete(path)).status).toBe(204);
    expect((await api.admin.delete('/api/v1/probe-order-lines/one')).status).toBe(422);
    expect((await api.admin.delete(`${path}?soft=true`)).status).toBe(422);
    expect((await api.client.delete(`/api/v1/probe-guarded-lines/${ID}`)).status).toBe(403);
  });

  it('are changed by the decorators of Nest on the method', async () => {
    expect((await api.anonymous.get(`/api/v1/probe-other-lines/${ID}`)).status).toBe(200);
    expect((await api.anonymous.get(`/api/v1/probe-order-lines/${ID}`)).status).toBe(401);
    expect(paths['/api/v1/probe-other-lines/{id}']!.get!.security).toEqual([]);
    expect((await api.client.post('/api/v1/probe-other-lines', { name: 'x' })).status).toBe(404);
    expect((await api.client.post('/api/v1/probe-other-lines/new', { name: 'house' })).status).toBe(403);
    const ordered = await api.client.post('/api/v1/probe-other-lines/new', { name: 'barn' });
    expect([ordered.status, ordered.body.name]).toEqual([202, 'barn']);
    expect(paths['/api/v1/probe-other-lines/new']!.post).toMatchObject({
      operationId: 'order',
      summary: 'Order a line',
    });
  });

  it('answer lists and single rows by different DTOs', async () => {
    const { body } = await api.client.get('/api/v1/probe-order-lines');
    expect(body.items).toEqual([{ id: ID }]);
    expect((await api.client.get(`/api/v1/probe-order-lines/${ID}`)).body.name).toBe('found');
  });

  it('exist only where a method has them', async () => {
    expect(Object.keys(paths)).not.toContain('/api/v1/probe-order-lines/bulk');
    expect((await api.client.post(`/api/v1/probe-order-lines/${ID}/restore`)).status).toBe(404);
  });
});
