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
  Version,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { Type as TypeOf } from 'class-transformer';
import { IsString, ValidateNested } from 'class-validator';
import { TimeField } from '../../src/platform/dto.js';
import { Public } from '../../src/platform/http.js';
import { prepareRoutes } from '../../src/platform/http/routes/prepare-routes.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class ProbeBareDto {
  name!: string;
}

class ProbeNameDto {
  @ApiProperty()
  @IsString()
  name!: string;
}

class ParsePipe implements PipeTransform {
  transform(value: unknown): unknown {
    return value;
  }
}

class ProbeNestsBareDto {
  @ValidateNested()
  line!: ProbeBareDto;
}

class ProbeNestsListDto {
  @ValidateNested({ each: true })
  lines!: ProbeNameDto[];
}

class ProbeNestsDeepDto {
  @ValidateNested({ each: true })
  @TypeOf(() => ProbeNestsBareDto)
  lines!: ProbeNestsBareDto[];
}

class ProbeTakesText {
  @Post('text')
  make(@Body() text: string): string {
    return text;
  }
}

class ProbeTakesBare {
  @Post('bare')
  make(@Body() bare: ProbeBareDto): string {
    return bare.name;
  }
}

class ProbeAsksBare {
  @Get('bare')
  find(@Query() bare: ProbeBareDto): string {
    return bare.name;
  }
}

class ProbeTakesPart {
  @Post('part')
  make(@Body('part') part: ProbeBareDto): string {
    return part.name;
  }
}

class ProbeTakesList {
  @Post('list')
  make(@Body() rows: ProbeNameDto[]): number {
    return rows.length;
  }
}

class ProbeTakesNestedBare {
  @Post('nested')
  make(@Body() data: ProbeNestsBareDto): object {
    return data;
  }
}

class ProbeTakesNestedList {
  @Post('nested')
  make(@Body() data: ProbeNestsListDto): object {
    return data;
  }
}

class ProbeTakesDeep {
  @Post('nested')
  make(@Body() data: ProbeNestsDeepDto): object {
    return data;
  }
}

class ProbePipedParameter {
  @Post('piped')
  make(@Body(new ParsePipe()) bare: ProbeBareDto, @Query(new ParsePipe()) list: string[]): object {
    return { bare, list };
  }
}

class ProbePipedMethod {
  @UsePipes(ParsePipe)
  @Post('piped')
  make(@Body() bare: ProbeBareDto): object {
    return bare;
  }
}

class ProbeHalfBareDto extends ProbeNameDto {
  size = 3;
}

class ProbeTakesHalfBare {
  @Post('half-bare')
  make(@Body() data: ProbeHalfBareDto): object {
    return data;
  }
}

class ProbeVersioned {
  @Version('2')
  @Get('versioned')
  find(): number {
    return 2;
  }
}

class ProbeUnknown {
  @Post('unknown')
  make(@Body() data: unknown, @Query() query: Record<string, string>): object {
    return { data, query };
  }
}

describe('what a route takes', () => {
  it.each<[Type, RegExp]>([
    [
      ProbeTakesBare,
      /^ProbeTakesBare\.make takes @Body\(\) ProbeBareDto, but no field of ProbeBareDto has a rule/,
    ],
    [ProbeAsksBare, /^ProbeAsksBare\.find takes @Query\(\) ProbeBareDto, but no field/],
    [ProbeTakesPart, /^ProbeTakesPart\.make takes @Body\('part'\) ProbeBareDto, but no field/],
    [ProbeTakesList, /^ProbeTakesList\.make takes @Body\(\) a list.*ParseArrayPipe\(\{ items: TheDto \}\)/],
    [
      ProbeTakesNestedBare,
      /^ProbeTakesNestedBare\.make .*ProbeNestsBareDto, whose line .* no field of ProbeBareDto/,
    ],
    [
      ProbeTakesNestedList,
      /^ProbeTakesNestedList\.make .*ProbeNestsListDto\.lines .*@Type\(\(\) => TheClass\)/,
    ],
    [
      ProbeTakesHalfBare,
      /^ProbeTakesHalfBare\.make .*ProbeHalfBareDto, whose size has a default but no rule/,
    ],
    [ProbeVersioned, /^ProbeVersioned\.find has a version/],
    [ProbeTakesDeep, /^ProbeTakesDeep\.make .*ProbeNestsBareDto, whose line .* no field of ProbeBareDto/],
  ])('stops the start if nothing would check it: %p', (controller, message) => {
    Controller('probe')(controller);
    expect(() => prepareRoutes([controller])).toThrow(message);
  });

  it.each([ProbePipedParameter, ProbePipedMethod, ProbeUnknown, ProbeTakesText])(
    'is for other pipes to check: %p',
    (controller) => {
      Controller('probe')(controller);
      expect(() => prepareRoutes([controller])).not.toThrow();
    },
  );
});

class ProbeMomentsDto {
  @TimeField({ optional: true })
  at?: Date;

  @TimeField({ optional: true })
  text?: string;
}

class ProbeScalarsDto {
  @ApiProperty({ type: 'string' })
  said!: string;
}

@Public()
@Controller('probe-scalars')
class ProbeScalarsController {
  @Get('piped/:id')
  @ApiOkResponse({ type: ProbeScalarsDto })
  piped(@Param('id', ParseIntPipe) id: number): ProbeScalarsDto {
    return { said: JSON.stringify(id) };
  }

  @Get('list')
  @ApiOkResponse({ type: ProbeScalarsDto })
  list(@Query('ids', new ParseArrayPipe({ items: Number, separator: ',' })) ids: number[]): ProbeScalarsDto {
    return { said: JSON.stringify(ids) };
  }

  @Get('moments')
  @ApiOkResponse({ type: ProbeScalarsDto })
  moments(@Query() { at, text }: ProbeMomentsDto): ProbeScalarsDto {
    return { said: JSON.stringify([at instanceof Date, at, text]) };
  }

  @Post('moments')
  @ApiCreatedResponse({ type: ProbeScalarsDto })
  makeMoments(@Body() { at, text }: ProbeMomentsDto): ProbeScalarsDto {
    return { said: JSON.stringify([at instanceof Date, at, text]) };
  }

  @Get(':id')
  @ApiOkResponse({ type: ProbeScalarsDto })
  find(
    @Param('id') id: number,
    @Query('all') all: boolean,
    @Query('since') since: Date,
    @Query('text') text: string,
  ): ProbeScalarsDto {
    return { said: JSON.stringify([id, all, since, text]) };
  }

  @Post()
  @ApiCreatedResponse({ type: ProbeScalarsDto })
  make(@Body('count') count: number, @Body('name') name: string): ProbeScalarsDto {
    return { said: JSON.stringify([count, name]) };
  }
}

@Module({ controllers: [ProbeScalarsController] })
class ScalarsModule {}

describe('a single value', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [ScalarsModule] });
  });
  afterAll(() => api.close());

  const said = async (url: string) => {
    const { status, body } = await api.anonymous.get(`/api/v1/probe-scalars${url}`);
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
    const post = (body: object) => api.anonymous.post('/api/v1/probe-scalars', body);
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
    const made = await api.anonymous.post('/api/v1/probe-scalars/moments', { at: moment, text: moment });
    expect(made.body).toEqual({ said: answer });
    expect(await said('/moments?at=noon')).toEqual([422, expect.objectContaining({ type: 'date_time' })]);
  });

  it('is for a pipe of its own to read', async () => {
    expect(await said('/piped/7')).toEqual([200, '7']);
    expect((await api.anonymous.get('/api/v1/probe-scalars/piped/x')).body).toMatchObject({
      detail: 'Validation failed (numeric string is expected)',
    });
    expect(await said('/list?ids=1,2')).toEqual([200, '[1,2]']);
  });
});
