import { Controller, Module, ParseBoolPipe, Query, type Type } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { ItemDto } from '../../src/items/dto/item.dto.js';
import { itemFilter } from '../../src/items/item.filter.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import { ListQuery, ListRoute } from '../../src/platform/http.js';
import { startTestApp } from '../support/test-app.js';

class ProbeListOptions {
  @IsOptional()
  @IsString()
  shelf?: string;
}

let asked: unknown;

@Controller('probe-shelves')
class ProbeShelvesController {
  constructor(private readonly items: ItemsService) {}

  @ListRoute(ItemDto)
  list(
    @ListQuery(itemFilter) query: ListQuery,
    @Query('shelf') shelf?: string,
    @Query('empty', new ParseBoolPipe({ optional: true })) empty?: boolean,
  ) {
    asked = { shelf, empty };
    return this.items.page(query);
  }
}

@Controller('probe-shelves')
class ProbeDtoShelvesController {
  constructor(private readonly items: ItemsService) {}

  @ListRoute(ItemDto)
  list(@ListQuery(itemFilter) query: ListQuery, @Query() options: ProbeListOptions) {
    asked = options;
    return this.items.page(query);
  }
}

@Module({ imports: [ItemsModule] })
class ProbeModule {}

const start = (controller: Type) =>
  startTestApp({}, { modules: [{ module: ProbeModule, controllers: [controller] }] });

describe('a list with parameters of its own', () => {
  it('takes them beside those of the list, and refuses all others', async () => {
    const api = await start(ProbeShelvesController);
    const path = '/api/v1/probe-shelves';
    const found = await api.client.get(`${path}?shelf=a&empty=true&size=5&order_by=name`);
    expect([found.status, found.body.size, asked]).toEqual([200, 5, { shelf: 'a', empty: true }]);
    const refused = await api.client.get(`${path}?shelf=a&shlef=a&siez=5`);
    expect([refused.status, refused.body.errors]).toMatchObject([
      422,
      [
        { loc: ['query', 'shlef'], msg: 'Unknown parameter; did you mean shelf?' },
        { loc: ['query', 'siez'], msg: 'Unknown parameter; did you mean size?' },
      ],
    ]);
    await api.close();
  });

  it('stops the start where a DTO would refuse those of the list', async () => {
    const started = await start(ProbeDtoShelvesController).catch((error: unknown) => error as Error);
    if (!(started instanceof Error)) {
      await started.close();
    }
    expect(started).toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(
        /^ProbeDtoShelvesController\.list takes @ListQuery\(\) and @Query\(\) ProbeListOptions, .*@Query\('name'\)/,
      ) as string,
    });
  });
});
