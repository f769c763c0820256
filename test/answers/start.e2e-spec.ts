import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import type { Item as ItemRow } from '../../src/items/item.entity.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import { DeleteRoute, GetRoute, IdParam } from '../../src/platform/http.js';
import { startTestApp } from '../support/test-app.js';

class NameDto {
  @ApiProperty()
  name!: string;
}

class EmptyDto {
  name!: string;
}

class ShapelessDto {
  @ApiProperty()
  details!: Record<string, string>;
}

@Controller('undocumented')
class UndocumentedController {
  @Get()
  find(): object {
    return {};
  }
}

@Controller('excluded')
class ExcludedController {
  @Get()
  @ApiExcludeEndpoint()
  find(): object {
    return {};
  }
}

@Controller('typeless')
class TypelessController {
  @Get()
  @ApiOkResponse()
  find(): object {
    return {};
  }
}

@Controller('created')
class CreatedController {
  @Post()
  @ApiOkResponse({ type: NameDto })
  make(): NameDto {
    return { name: 'x' };
  }
}

@Controller('empty')
class EmptyController {
  @Get()
  @ApiOkResponse({ type: EmptyDto })
  find(): EmptyDto {
    return { name: 'x' };
  }
}

@Controller('shapeless')
class ShapelessController {
  @Get()
  @ApiOkResponse({ type: [ShapelessDto] })
  find(): ShapelessDto[] {
    return [];
  }
}

@Controller('nameless')
class NamelessController {
  @DeleteRoute()
  remove(@IdParam() _id: string): void {
    return undefined;
  }
}

class OddItemDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  nmae!: string;
}

@Controller('odd-items')
class OddItemsController {
  constructor(private readonly items: ItemsService) {}

  @GetRoute(OddItemDto)
  get(@IdParam() id: string): Promise<ItemRow> {
    return this.items.get(id);
  }
}

/** Its schema is `Item`, like that of `ItemDto`. */
class Item {
  @ApiProperty()
  price!: number;
}

@Controller('other-items')
class OtherItemsController {
  @Get()
  @ApiOkResponse({ type: Item })
  find(): Item {
    return { price: 1 };
  }
}

const twoOfOneName = () => {
  class PriceDto {
    @ApiProperty()
    net!: number;
  }
  return PriceDto;
};
const FirstPriceDto = twoOfOneName();

class PriceDto {
  @ApiProperty()
  gross!: number;
}

@Controller('prices')
class PricesController {
  @Get('net')
  @ApiOkResponse({ type: FirstPriceDto })
  net(): object {
    return { net: 1 };
  }

  @Get('gross')
  @ApiOkResponse({ type: [PriceDto] })
  gross(): PriceDto[] {
    return [{ gross: 1 }];
  }
}

class StatusesDto {
  @ApiProperty({ enum: ['open', 'done'], enumName: 'ItemStatus' })
  status!: string;
}

@Controller('statuses')
class StatusesController {
  @Get()
  @ApiOkResponse({ type: StatusesDto })
  find(): StatusesDto {
    return { status: 'open' };
  }
}

@Module({})
class ProbeModule {}

/** What stops the start of the application with this controller. */
async function refusal(controller: Type): Promise<string> {
  const started = await startTestApp(
    {},
    { modules: [{ module: ProbeModule, imports: [ItemsModule], controllers: [controller] }] },
  ).catch((error: unknown) => error as Error);
  if (started instanceof Error) {
    return started.message;
  }
  await started.close();
  return 'it started';
}

describe('the start', () => {
  it.each<[string, Type, RegExp]>([
    [
      'a route without a documented answer',
      UndocumentedController,
      /^UndocumentedController\.find .*@ApiOkResponse\(\{ type \}\)/,
    ],
    ['an excluded one', ExcludedController, /^ExcludedController\.find .*no answer/],
    ['a documented answer without a type', TypelessController, /^TypelessController\.find .*no answer/],
    [
      'an answer that is documented for another status',
      CreatedController,
      /^CreatedController\.make .*201.*only 200.*@ApiCreatedResponse/,
    ],
    ['a DTO that documents nothing', EmptyController, /^EmptyController\.find .*Empty.*@ApiProperty/],
    [
      'a property of no shape',
      ShapelessController,
      /^ShapelessController\.find .*Shapeless\.details.*additionalProperties/,
    ],
    [
      'a property that no row has',
      OddItemsController,
      /^OddItemDto\.nmae .*OddItemsController\.get.*Item has no nmae.*adds/,
    ],
    [
      'a class with the name of a DTO',
      OtherItemsController,
      /named Item .*ItemDto \(see ItemsController\.\w+\) and Item \(see OtherItemsController\.find\).*@ApiSchema/,
    ],
    [
      'two classes of one name',
      PricesController,
      /named Price .*PriceDto \(see PricesController\.net\) and PriceDto \(see PricesController\.gross\)/,
    ],
    ['two enums of one name', StatusesController, /named ItemStatus .*the enum of StatusesDto\.status/],
    ['a route that nothing names', NamelessController, /^NamelessController\.remove.*id: .*summary/],
  ])('stops at %s, and says what to write', async (_case, controller, message) => {
    expect(await refusal(controller)).toMatch(message);
  });
});
