import {
  Body,
  Controller,
  Get,
  Module,
  Param,
  ParseArrayPipe,
  ParseIntPipe,
  type PipeTransform,
  Post,
  Query,
  type Type,
  UsePipes,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { Type as TypeOf } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { TimeField } from '../../src/platform/dto.js';
import { Public } from '../../src/platform/http.js';
import { prepareRoutes } from '../../src/platform/http/routes/prepare-routes.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class BareDto {
  name!: string;
}

class NameDto {
  @ApiProperty()
  @IsString()
  name!: string;
}

class ParsePipe implements PipeTransform {
  transform(value: unknown): unknown {
    return value;
  }
}

class NestsBareDto {
  @ValidateNested()
  line!: BareDto;
}

class NestsListDto {
  @ValidateNested({ each: true })
  lines!: NameDto[];
}

class NestsDeepDto {
  @ValidateNested({ each: true })
  @TypeOf(() => NestsBareDto)
  lines!: NestsBareDto[];
}

class TakesText {
  @Post('text')
  make(@Body() text: string): string {
    return text;
  }
}

class TakesBare {
  @Post('bare')
  make(@Body() bare: BareDto): string {
    return bare.name;
  }
}

class AsksBare {
  @Get('bare')
  find(@Query() bare: BareDto): string {
    return bare.name;
  }
}

class TakesPart {
  @Post('part')
  make(@Body('part') part: BareDto): string {
    return part.name;
  }
}

class TakesList {
  @Post('list')
  make(@Body() rows: NameDto[]): number {
    return rows.length;
  }
}

class TakesNestedBare {
  @Post('nested')
  make(@Body() data: NestsBareDto): object {
    return data;
  }
}

class TakesNestedList {
  @Post('nested')
  make(@Body() data: NestsListDto): object {
    return data;
  }
}

class TakesDeep {
  @Post('nested')
  make(@Body() data: NestsDeepDto): object {
    return data;
  }
}

class PipedParameter {
  @Post('piped')
  make(@Body(new ParsePipe()) bare: BareDto, @Query(new ParsePipe()) list: string[]): object {
    return { bare, list };
  }
}

class PipedMethod {
  @UsePipes(ParsePipe)
  @Post('piped')
  make(@Body() bare: BareDto): object {
    return bare;
  }
}

class Unknown {
  @Post('unknown')
  make(@Body() data: unknown, @Query() query: Record<string, string>): object {
    return { data, query };
  }
}

describe('what a route takes', () => {
  it.each<[Type, RegExp]>([
    [TakesBare, /^TakesBare\.make takes @Body\(\) BareDto, but no field of BareDto has a rule/],
    [AsksBare, /^AsksBare\.find takes @Query\(\) BareDto, but no field/],
    [TakesPart, /^TakesPart\.make takes @Body\('part'\) BareDto, but no field/],
    [TakesList, /^TakesList\.make takes @Body\(\) a list.*ParseArrayPipe\(\{ items: TheDto \}\)/],
    [TakesNestedBare, /^TakesNestedBare\.make .*NestsBareDto, whose line .* no field of BareDto/],
    [TakesNestedList, /^TakesNestedList\.make .*NestsListDto\.lines .*@Type\(\(\) => TheClass\)/],
    [TakesDeep, /^TakesDeep\.make .*NestsBareDto, whose line .* no field of BareDto/],
  ])('stops the start if nothing would check it: %p', (controller, message) => {
    Controller('probe')(controller);
    expect(() => prepareRoutes([controller])).toThrow(message);
  });

  it.each([PipedParameter, PipedMethod, Unknown, TakesText])(
    'is for other pipes to check: %p',
    (controller) => {
      Controller('probe')(controller);
      expect(() => prepareRoutes([controller])).not.toThrow();
    },
  );
});

class MomentsDto {
  @TimeField({ optional: true })
  at?: Date;

  @TimeField({ optional: true })
  text?: string;
}

class ScalarsDto {
  @ApiProperty({ type: 'string' })
  said!: string;
}

@Public()
@Controller('scalars')
class ScalarsController {
  @Get('piped/:id')
  @ApiOkResponse({ type: ScalarsDto })
  piped(@Param('id', ParseIntPipe) id: number): ScalarsDto {
    return { said: JSON.stringify(id) };
  }

  @Get('list')
  @ApiOkResponse({ type: ScalarsDto })
  list(@Query('ids', new ParseArrayPipe({ items: Number, separator: ',' })) ids: number[]): ScalarsDto {
    return { said: JSON.stringify(ids) };
  }

  @Get('moments')
  @ApiOkResponse({ type: ScalarsDto })
  moments(@Query() { at, text }: MomentsDto): ScalarsDto {
    return { said: JSON.stringify([at instanceof Date, at, text]) };
  }

  @Post('moments')
  @ApiCreatedResponse({ type: ScalarsDto })
  makeMoments(@Body() { at, text }: MomentsDto): ScalarsDto {
    return { said: JSON.stringify([at instanceof Date, at, text]) };
  }

  @Get(':id')
  @ApiOkResponse({ type: ScalarsDto })
  find(
    @Param('id') id: number,
    @Query('all') all: boolean,
    @Query('since') since: Date,
    @Query('text') text: string,
  ): ScalarsDto {
    return { said: JSON.stringify([id, all, since, text]) };
  }

  @Post()
  @ApiCreatedResponse({ type: ScalarsDto })
  make(@Body('count') count: number, @Body('name') name: string): ScalarsDto {
    return { said: JSON.stringify([count, name]) };
  }
}

@Module({ controllers: [ScalarsController] })
class ScalarsModule {}

describe('a single value', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [ScalarsModule] });
  });
  afterAll(() => api.close());

  const said = async (url: string) => {
    const { status, body } = await api.anonymous.get(`/api/v1/scalars${url}`);
    return [status, (body as { said?: string }).said ?? (body as { errors?: object[] }).errors?.[0]];
  };

  it('is read as TypeScript declares it', async () => {
    expect(await said('/7?all=true&since=2025-01-31T12:00:00Z&text=%20a%20')).toEqual([
      200,
      '[7,true,"2025-01-31T12:00:00.000Z","a"]',
    ]);
    expect(await said('/-1.5')).toEqual([200, '[-1.5,null,null,null]']);
  });

  it.each([
    ['/seven', { loc: ['path', 'id'], type: 'number' }],
    ['/0x10', { loc: ['path', 'id'], type: 'number' }],
    ['/7?all=yes', { loc: ['query', 'all'], type: 'boolean' }],
    ['/7?since=today', { loc: ['query', 'since'], type: 'date_time' }],
    ['/7?text=a&text=b', { loc: ['query', 'text'], type: 'multiple' }],
    ['/7?text=%00', { loc: ['query', 'text'], type: 'characters' }],
  ])('is refused where it cannot be: %s', async (url, error) => {
    expect(await said(url)).toEqual([422, expect.objectContaining(error)]);
  });

  it('of a body is what JSON says', async () => {
    const post = (body: object) => api.anonymous.post('/api/v1/scalars', body);
    expect((await post({ count: 3, name: ' a ' })).body).toEqual({ said: '[3,"a"]' });
    expect((await post({ count: '3' })).body).toMatchObject({
      errors: [{ loc: ['body', 'count'], type: 'number' }],
    });
    expect((await post({ name: ['a'] })).body).toMatchObject({
      errors: [{ loc: ['body', 'name'], type: 'string' }],
    });
  });

  it('that is a moment is a Date where TypeScript says so', async () => {
    const answer = '[true,"2025-01-31T11:00:00.000Z","2025-01-31T11:00:00.000Z"]';
    const moment = '2025-01-31T12:00:00+01:00';
    const asked = encodeURIComponent(moment);
    expect(await said(`/moments?at=${asked}&text=${asked}`)).toEqual([200, answer]);
    const made = await api.anonymous.post('/api/v1/scalars/moments', { at: moment, text: moment });
    expect(made.body).toEqual({ said: answer });
    expect(await said('/moments?at=noon')).toEqual([422, expect.objectContaining({ type: 'date_time' })]);
  });

  it('is for a pipe of its own to read', async () => {
    expect(await said('/piped/7')).toEqual([200, '7']);
    expect((await api.anonymous.get('/api/v1/scalars/piped/x')).body).toMatchObject({
      detail: 'Validation failed (numeric string is expected)',
    });
    expect(await said('/list?ids=1,2')).toEqual([200, '[1,2]']);
  });
});
