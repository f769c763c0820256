import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import type { Item as ItemRow } from '../../src/items/item.entity.js';
import { ItemsModule } from '../../src/items/items.module.js';
import { ItemsService } from '../../src/items/items.service.js';
import { DeleteRoute, GetRoute, IdParam, IfMatch, type Versions } from '../../src/platform/http.js';
import { startTestApp } from '../support/test-app.js';

class ProbeNameDto {
  @ApiProperty()
  name!: string;
}

class ProbeEmptyDto {
  name!: string;
}

class ProbeShapelessDto {
  @ApiProperty()
  details!: Record<string, string>;
}

@Controller('probe-undocumented')
class ProbeUndocumentedController {
  @Get()
  find(): object {
    return {};
  }
}

@Controller('probe-excluded')
class ProbeExcludedController {
  @Get()
  @ApiExcludeEndpoint()
  find(): object {
    return {};
  }
}

@Controller('probe-typeless')
class ProbeTypelessController {
  @Get()
  @ApiOkResponse()
  find(): object {
    return {};
  }
}

@Controller('probe-created')
class ProbeCreatedController {
  @Post()
  @ApiOkResponse({ type: ProbeNameDto })
  make(): ProbeNameDto {
    return { name: 'x' };
  }
}

@Controller('probe-empty')
class ProbeEmptyController {
  @Get()
  @ApiOkResponse({ type: ProbeEmptyDto })
  find(): ProbeEmptyDto {
    return { name: 'x' };
  }
}

@Controller('probe-times')
class ProbeTimesController {
  @Get()
  @ApiOkResponse({ type: Date })
  find(): Date {
    return new Date();
  }
}

@Controller('probe-shapeless')
class ProbeShapelessController {
  @Get()
  @ApiOkResponse({ type: [ProbeShapelessDto] })
  find(): ProbeShapelessDto[] {
    return [];
  }
}

@Controller('probe-nameless')
class ProbeNamelessController {
  @DeleteRoute()
  remove(@IdParam() _id: string, @IfMatch() _versions?: Versions): void {
    return undefined;
  }
}

class ProbeOddItemDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  nmae!: string;
}

@Controller('probe-odd-items')
class ProbeOddItemsController {
  constructor(private readonly items: ItemsService) {}

  @GetRoute(ProbeOddItemDto)
  get(@IdParam() id: string): Promise<ItemRow> {
    return this.items.get(id);
  }
}

/** Its schema is `Item`, like that of `ItemDto`. */
class Item {
  @ApiProperty()
  price!: number;
}

@Controller('probe-other-items')
class ProbeOtherItemsController {
  @Get()
  @ApiOkResponse({ type: Item })
  find(): Item {
    return { price: 1 };
  }
}

const twoOfOneName = () => {
  class ProbePriceDto {
    @ApiProperty()
    net!: number;
  }
  return ProbePriceDto;
};
const FirstPriceDto = twoOfOneName();

class ProbePriceDto {
  @ApiProperty()
  gross!: number;
}

@Controller('probe-prices')
class ProbePricesController {
  @Get('net')
  @ApiOkResponse({ type: FirstPriceDto })
  net(): object {
    return { net: 1 };
  }

  @Get('gross')
  @ApiOkResponse({ type: [ProbePriceDto] })
  gross(): ProbePriceDto[] {
    return [{ gross: 1 }];
  }
}

class ProbeStatusesDto {
  @ApiProperty({ enum: ['open', 'done'], enumName: 'ItemStatus' })
  status!: string;
}

@Controller('probe-statuses')
class ProbeStatusesController {
  @Get()
  @ApiOkResponse({ type: ProbeStatusesDto })
  find(): ProbeStatusesDto {
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
      ProbeUndocumentedController,
      /^ProbeUndocumentedController\.find .*@ApiOkResponse\(\{ type \}\)/,
    ],
    ['an excluded one', ProbeExcludedController, /^ProbeExcludedController\.find .*no answer/],
    [
      'a documented answer without a type',
      ProbeTypelessController,
      /^ProbeTypelessController\.find .*no answer/,
    ],
    [
      'an answer that is documented for another status',
      ProbeCreatedController,
      /^ProbeCreatedController\.make .*201.*only 200.*@ApiCreatedResponse/,
    ],
    [
      'a DTO that documents nothing',
      ProbeEmptyController,
      /^ProbeEmptyController\.find .*Empty.*@ApiProperty/,
    ],
    [
      'a time that is documented as an object',
      ProbeTimesController,
      /^ProbeTimesController\.find answers Date.*format: 'date-time'/,
    ],
    [
      'a property of no shape',
      ProbeShapelessController,
      /^ProbeShapelessController\.find .*Shapeless\.details.*additionalProperties/,
    ],
    [
      'a property that no row has',
      ProbeOddItemsController,
      /^ProbeOddItemDto\.nmae .*ProbeOddItemsController\.get.*Item has no nmae.*adds/,
    ],
    [
      'a class with the name of a DTO',
      ProbeOtherItemsController,
      /named Item .*ItemDto \(see ItemsController\.\w+\) and Item \(see ProbeOtherItemsController\.find\).*@ApiSchema/,
    ],
    [
      'two classes of one name',
      ProbePricesController,
      /named ProbePrice .*ProbePriceDto \(see ProbePricesController\.net\) and ProbePriceDto \(see ProbePricesController\.gross\)/,
    ],
    [
      'two enums of one name',
      ProbeStatusesController,
      /named ItemStatus .*the enum of ProbeStatusesDto\.status/,
    ],
    [
      'a route that nothing names',
      ProbeNamelessController,
      /^ProbeNamelessController\.remove.*id: .*summary/,
    ],
  ])('stops at %s, and says what to write', async (_case, controller, message) => {
    expect(await refusal(controller)).toMatch(message);
  });
});
