import { Controller, Module, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ItemDto } from '../../src/items/dto/item.dto.js';
import { itemFilter } from '../../src/items/item.filter.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import { Embeds, EmbedsMany } from '../../src/platform/dto.js';
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

/** A list of a DTO that embeds nothing, of a class whose list embeds. */
class ProbePlainItemDto {
  @ApiProperty()
  id!: string;
}

@Controller('probe-plain-items')
class ProbePlainItemsController extends ProbeItemsController {
  @ListRoute(ProbePlainItemDto, { id: 'listPlainItems' })
  override list(query: ListQuery) {
    return super.list(query);
  }

  @GetRoute(ProbePlainItemDto, { id: 'getPlainItem' })
  override get(id: string) {
    return super.get(id);
  }
}

@Controller('probe-unread-items')
class ProbeUnreadItemsController {
  constructor(private readonly items: ItemsService) {}

  @ListRoute(ItemDto, { id: 'listUnreadItems' })
  async list() {
    return { items: [], size: 0, more: Boolean(await this.items.count()) };
  }
}

class ProbePersonDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  nickname!: string;
}

class ProbeWrittenDto {
  @ApiProperty()
  id!: string;

  @Embeds(() => ProbePersonDto)
  writer?: ProbePersonDto | null;
}

class ProbeNicknameDto {
  @ApiProperty()
  id!: string;

  @Embeds(() => ProbePersonDto)
  owner?: ProbePersonDto | null;
}

class ProbeOwnersDto {
  @ApiProperty()
  id!: string;

  @EmbedsMany(() => ProbePlainItemDto)
  owner?: ProbePlainItemDto[];
}

class ProbeDeepDto {
  @ApiProperty()
  id!: string;

  @Embeds(() => ProbeWrittenDto)
  owner?: ProbeWrittenDto | null;
}

function controllerOf(dto: Type<{ id: string }>): Type {
  @Controller('probe-written-items')
  class ProbeWrittenItemsController {
    constructor(protected readonly items: ItemsService) {}

    @GetRoute(dto, { id: 'getWrittenItem', summary: 'Get it' })
    get(@IdParam() id: string) {
      return this.items.get(id);
    }
  }
  return ProbeWrittenItemsController;
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
        modules: [
          moduleOf(
            ProbeItemsController,
            ProbePlainItemsController,
            ProbeInheritedItemsController,
            ProbeOwnItemsController,
          ),
        ],
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

  it.each([true, false])('follow the DTO of a class, not of what it inherits: one row %o', async (one) => {
    const at = one ? `/${id}` : '';
    const { body } = await api.client.get(`/api/v1/probe-plain-items${at}?include=owner`);
    expect(body.errors).toMatchObject([{ loc: ['query', 'include'], type: 'unknown' }]);
    expect((await api.client.get(`/api/v1/probe-items${at}?include=owner`)).status).toBe(200);
    const { paths } = (await api.client.get('/docs-json')).body;
    const { parameters } = paths[`/api/v1/probe-plain-items${at && '/{id}'}`].get;
    expect(parameters.map(({ name }: { name: string }) => name)).not.toContain('include');
  });

  it('stop the start where a list has no parameter that reads what is asked for', async () => {
    await expect(startTestApp({}, { modules: [moduleOf(ProbeUnreadItemsController)] })).rejects.toThrow(
      'ProbeUnreadItemsController.list answers ItemDto, which embeds relations, but has no parameter that reads include=. Take @ListQuery(filter) query: ListQuery, or @Include(ItemDto) include: Included, and embed them in the method.',
    );
  });

  it.each([
    [
      ProbeWrittenDto,
      'ProbeWrittenDto.writer embeds a relation, but Item has none of this name. Its relations are owner.',
    ],
    [ProbeOwnersDto, 'ProbeOwnersDto.owner embeds many rows, but Item has one owner at most: use @Embeds().'],
    [ProbeDeepDto, 'ProbeWrittenDto.writer embeds a relation, but User has none of this name.'],
    [
      ProbeNicknameDto,
      'ProbePersonDto.nickname is in every row that ProbeNicknameDto.owner embeds, but a row of User has no nickname.',
    ],
  ])('stop the start where the entity has not what the DTO embeds: %#', async (dto, message) => {
    await expect(startTestApp({}, { modules: [moduleOf(controllerOf(dto))] })).rejects.toThrow(message);
  });
});
