import { Body, Controller, Module } from '@nestjs/common';
import { ApiProperty, PickType } from '@nestjs/swagger';
import { ItemDto } from '../../src/items/dto/item.dto.js';
import { CreateItemDto } from '../../src/items/dto/create-item.dto.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import { CreateRoute, GetRoute, IdParam } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class ProbeViewedItemDto extends ItemDto {
  @ApiProperty({ type: 'integer' })
  views!: number;
}

class ProbeItemNameDto extends PickType(ItemDto, ['name'] as const) {}

let views = 0;

@Controller('probe-viewed-items')
class ProbeViewedItemsController {
  constructor(private readonly items: ItemsService) {}

  @GetRoute(ProbeViewedItemDto, { adds: ['views'] })
  async get(@IdParam() id: string) {
    return { ...(await this.items.get(id)), views: ++views };
  }
}

@Controller('probe-item-names')
class ProbeItemNamesController {
  constructor(private readonly items: ItemsService) {}

  @GetRoute(ProbeItemNameDto)
  async get(@IdParam() id: string) {
    const { name } = await this.items.get(id);
    return { name };
  }

  @CreateRoute(ProbeItemNameDto)
  async create(@Body() data: CreateItemDto) {
    const { name } = await this.items.create(data);
    return { name };
  }
}

@Module({ imports: [ItemsModule], controllers: [ProbeViewedItemsController, ProbeItemNamesController] })
class ProbeModule {}

describe('an answer whose version does not tell all', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [ProbeModule] });
  });
  afterAll(() => api.close());

  const ifNoneMatch = (value: string) => api.client.with({ 'if-none-match': value });

  it('is sent whole, with the tag of the row, where the method adds to the row', async () => {
    const { body: item } = await api.client.post('/api/v1/items', { name: 'viewed' });
    const path = `/api/v1/probe-viewed-items/${item.id}`;
    const first = await api.client.get(path);
    const again = await ifNoneMatch(first.headers.etag!).get(path);
    expect([again.status, again.headers.etag, again.body.views]).toEqual([
      200,
      '"1"',
      (first.body.views as number) + 1,
    ]);
  });

  it('is 500 where it is no row with a version and an id, and the log says what to do', async () => {
    const { body: item } = await api.client.post('/api/v1/items', { name: 'named' });
    const found = await api.client.get(`/api/v1/probe-item-names/${item.id}`);
    const created = await api.client.post('/api/v1/probe-item-names', { name: 'made' });
    expect([found.status, found.headers.etag, created.status]).toEqual([500, undefined, 500]);
    const log = api.logs.join('');
    expect(log).toMatch(
      /ProbeItemNamesController\.get documents the header ETag, .* has no version: return the whole row/,
    );
    expect(log).toMatch(/ProbeItemNamesController\.create documents the header Location, .* has no id/);
  });
});
