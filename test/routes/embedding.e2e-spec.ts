import { Controller, Module, type Type } from '@nestjs/common';
import { ItemDto } from '../../src/items/dto/item.dto.js';
import { itemFilter } from '../../src/items/item.filter.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import { GetRoute, IdParam, Include, type Included, ListQuery, ListRoute } from '../../src/platform/http.js';
import { UsersModule } from '../../src/users/users.module.js';
import { UsersService } from '../../src/users/users.service.js';
import { statementsOf } from '../core/gadget-database.js';
import { tag, ITEMS } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

@Controller('probe-items')
class ProbeItemsController {
  /** Of the two services, that of items embeds: they are what an `ItemDto` shows. */
  constructor(
    protected readonly users: UsersService,
    protected readonly items: ItemsService,
  ) {}

  @ListRoute(ItemDto, { id: 'listProbeItems' })
  list(@ListQuery(itemFilter) query: ListQuery) {
    return this.items.page(query);
  }

  @GetRoute(ItemDto, { id: 'getProbeItem' })
  get(@IdParam() id: string) {
    return this.items.get(id);
  }
}

@Controller('probe-inherited-items')
class ProbeInheritedItemsController extends ProbeItemsController {
  @GetRoute(ItemDto, { id: 'getInheritedItem' })
  override get(id: string) {
    return super.get(id);
  }

  @ListRoute(ItemDto, { id: 'listInheritedItems' })
  override list(query: ListQuery) {
    return super.list(query);
  }
}

@Controller('probe-own-items')
class ProbeOwnItemsController {
  constructor(private readonly items: ItemsService) {}

  /** What the method embeds itself is its own affair. */
  @GetRoute(ItemDto, { id: 'getOwnItem' })
  async get(@IdParam() id: string, @Include(ItemDto) include: Included) {
    const row = await this.items.get(id, include);
    return { ...row, name: `${row.name} and ${include.length} more` };
  }
}

@Controller('probe-no-items')
class ProbeNoItemsController {
  @GetRoute(ItemDto, { id: 'getNoItem' })
  get(@IdParam() id: string) {
    return { id };
  }
}

function moduleOf(...controllers: Type[]): Type {
  @Module({ imports: [ItemsModule, UsersModule], controllers })
  class ProbeModule {}
  return ProbeModule;
}

describe('routes that embed', () => {
  let api: TestApp;
  let id: string;

  beforeAll(async () => {
    api = await startTestApp(
      {},
      {
        modules: [moduleOf(ProbeItemsController, ProbeInheritedItemsController, ProbeOwnItemsController)],
      },
    );
    id = (await api.client.post(ITEMS, { name: tag() })).body.id as string;
  });
  afterAll(() => api.close());

  it.each(['probe-items', 'probe-inherited-items'])('need nothing but the DTO: %s', async (path) => {
    const url = `/api/v1/${path}/${id}`;
    const embedded = await statementsOf(async () => {
      expect((await api.client.get(`${url}?include=owner`)).body.owner).toMatchObject({
        display_name: 'Sam',
      });
    });
    const plain = await statementsOf(async () => {
      expect((await api.client.get(url)).body).not.toHaveProperty('owner');
    });
    expect(embedded).toHaveLength(plain.length + 1);
    expect((await api.client.get(`${url}?include=tags`)).body.errors[0].loc).toEqual(['query', 'include']);
    const page = await api.client.get(`/api/v1/${path}?include=owner&size=1`);
    expect(page.body.items[0]).toHaveProperty('owner');
  });

  it('leave a method alone that takes what is asked for itself', async () => {
    const { body } = await api.client.get(`/api/v1/probe-own-items/${id}?include=owner`);
    expect(body.name).toMatch(/ and 1 more$/);
    expect(body.owner).toMatchObject({ display_name: 'Sam' });
  });

  it('are documented', async () => {
    const { body } = await api.client.get('/docs-json');
    for (const path of ['probe-items', 'probe-inherited-items', 'probe-own-items']) {
      const { parameters } = body.paths[`/api/v1/${path}/{id}`].get;
      expect(parameters.filter(({ name }: { name: string }) => name === 'include')).toHaveLength(1);
    }
  });

  it('stop the start where nothing could embed', async () => {
    await expect(startTestApp({}, { modules: [moduleOf(ProbeNoItemsController)] })).rejects.toThrow(
      'ProbeNoItemsController.get answers ItemDto, which embeds relations, but its controller is constructed with no service that has these rows. Take @Include(ItemDto) include: Included, and embed them in the method.',
    );
  });
});
