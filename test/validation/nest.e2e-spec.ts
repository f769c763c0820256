import {
  Body,
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  ParseArrayPipe,
  ParseIntPipe,
  ParseUUIDPipe,
  type PipeTransform,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiOkResponse,
  ApiProperty,
  IntersectionType,
  OmitType,
  PartialType,
  PickType,
} from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsInt,
  IsNotEmpty,
  IsNumberString,
  IsOptional,
  IsString,
  Max,
  MaxLength,
} from 'class-validator';
import { Public } from '../../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { blamed, ProbeEchoDto } from './echo.js';

/** The classes of Nest's documentation, "Validation" and "Mapped types". */
class CreateProbeVisitorDto {
  @ApiProperty()
  @IsEmail()
  email!: string;

  @ApiProperty()
  @IsNotEmpty()
  password!: string;
}

class ProbeFindOneParams {
  @IsNumberString()
  id!: string;
}

class CreateProbeCatDto {
  @ApiProperty()
  @IsString()
  name!: string;

  @ApiProperty()
  @IsInt()
  @Max(30)
  age!: number;

  @ApiProperty()
  @IsString()
  breed!: string;
}

class ProbeAdditionalCatInfo {
  @ApiProperty()
  @IsString()
  color!: string;
}

class UpdateProbeCatDto extends PartialType(CreateProbeCatDto) {}
class UpdateProbeCatAgeDto extends PickType(CreateProbeCatDto, ['age'] as const) {}
class ProbeCatWithoutNameDto extends OmitType(CreateProbeCatDto, ['name'] as const) {}
class ProbeFullCatDto extends IntersectionType(CreateProbeCatDto, ProbeAdditionalCatInfo) {}

class ProbePageDto {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  page = 1;

  @IsOptional()
  @IsInt()
  size?: number;

  @IsOptional()
  @IsBoolean()
  all?: boolean;

  @IsOptional()
  @MaxLength(3, { each: true })
  tags?: string[];
}

@Injectable()
class Upper implements PipeTransform<{ name: string }> {
  transform(value: { name: string }): { name: string } {
    return { name: value.name.toUpperCase() };
  }
}

@Public()
@Controller('probe-nest')
class ProbeNestController {
  @Post('users')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  createUser(@Body() got: CreateProbeVisitorDto): ProbeEchoDto {
    return { got };
  }

  @Get('users/:id')
  @ApiOkResponse({ type: ProbeEchoDto })
  findOne(@Param() got: ProbeFindOneParams): ProbeEchoDto {
    return { got };
  }

  @Get('int/:id')
  @ApiOkResponse({ type: ProbeEchoDto })
  int(@Param('id', ParseIntPipe) id: number): ProbeEchoDto {
    return { got: { id } };
  }

  @Get('uuid/:id')
  @ApiOkResponse({ type: ProbeEchoDto })
  uuid(@Param('id', ParseUUIDPipe) id: string): ProbeEchoDto {
    return { got: { id } };
  }

  @Get('ids')
  @ApiOkResponse({ type: ProbeEchoDto })
  ids(@Query('ids', new ParseArrayPipe({ items: Number, separator: ',' })) ids: number[]): ProbeEchoDto {
    return { got: { ids } };
  }

  @Post('bulk')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  bulk(
    @Body(new ParseArrayPipe({ items: CreateProbeVisitorDto })) users: CreateProbeVisitorDto[],
  ): ProbeEchoDto {
    return { got: { users } };
  }

  @Post('own-pipe')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  ownPipe(@Body(Upper) got: object): ProbeEchoDto {
    return { got };
  }

  @Get('page')
  @ApiOkResponse({ type: ProbeEchoDto })
  page(@Query() got: ProbePageDto): ProbeEchoDto {
    return { got };
  }

  @Get('primitive')
  @ApiOkResponse({ type: ProbeEchoDto })
  primitive(@Query('page') page: string): ProbeEchoDto {
    return { got: { page } };
  }

  @Post('nothing')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  nothing(): ProbeEchoDto {
    return { got: {} };
  }

  @Post('partial')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  partial(@Body() got: UpdateProbeCatDto): ProbeEchoDto {
    return { got };
  }

  @Post('pick')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  pick(@Body() got: UpdateProbeCatAgeDto): ProbeEchoDto {
    return { got };
  }

  @Post('omit')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  omit(@Body() got: ProbeCatWithoutNameDto): ProbeEchoDto {
    return { got };
  }

  @Post('intersection')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  intersection(@Body() got: ProbeFullCatDto): ProbeEchoDto {
    return { got };
  }
}

@Module({ controllers: [ProbeNestController] })
class NestModule {}

describe('what Nest’s documentation says of validation', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [NestModule] });
  });
  afterAll(() => api.close());

  const post = (path: string, body?: object) => api.anonymous.post(`/api/v1/probe-nest/${path}`, body);
  const get = (path: string) => api.anonymous.get(`/api/v1/probe-nest/${path}`);

  it('validates a body by the decorators of its class', async () => {
    const good = { email: 'kim@example.com', password: 'x' };
    expect((await post('users', good)).body).toEqual({ got: good });
    const bad = await post('users', { email: 'nobody', pasword: 'x' });
    expect(bad.status).toBe(422);
    expect(bad.body.errors).toEqual([
      { loc: ['body', 'email'], msg: 'email must be an email', type: 'email' },
      { loc: ['body', 'password'], msg: 'This field is required', type: 'missing' },
      {
        loc: ['body', 'pasword'],
        msg: 'Unknown field; did you mean password?',
        type: 'unknown',
      },
    ]);
  });

  it('validates path parameters', async () => {
    expect((await get('users/12')).body).toEqual({ got: { id: '12' } });
    expect(blamed((await get('users/abc')).body)).toEqual(['path.id is_number_string']);
  });

  it.each([
    ['int/12', { id: 12 }],
    ['uuid/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41', { id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41' }],
    ['ids?ids=1,2,3', { ids: [1, 2, 3] }],
    ['primitive?page=2', { page: '2' }],
  ])('has Nest’s own pipes read %s', async (path, got) => {
    expect((await get(path)).body).toEqual({ got });
  });

  it.each(['int/x', 'uuid/x', 'ids?ids=1,x'])('has Nest’s own pipes refuse %s', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it('has ParseArrayPipe check a list of DTOs', async () => {
    const users = [{ email: 'kim@example.com', password: 'x' }];
    expect((await post('bulk', users)).body).toEqual({ got: { users } });
    expect((await post('bulk', [{ email: 'nobody', password: 'x' }])).status).toBe(400);
  });

  it('runs a pipe that is given to @Body()', async () => {
    expect((await post('own-pipe', { name: 'kim' })).body).toEqual({ got: { name: 'KIM' } });
  });

  it('reads query parameters as what they are declared, and applies defaults', async () => {
    expect((await get('page')).body).toEqual({ got: { page: 1 } });
    expect((await get('page?page=3&size=20&all=false&tags=a')).body).toEqual({
      got: { page: 3, size: 20, all: false, tags: ['a'] },
    });
    expect((await get('page?tags=a&tags=b')).body).toEqual({ got: { page: 1, tags: ['a', 'b'] } });
  });

  it.each([
    ['page?page=x', ['query.page integer']],
    ['page?page=', ['query.page number']],
    ['page?size=0x10', ['query.size integer']],
    ['page?size=1&size=2', ['query.size multiple']],
    ['page?all=yes', ['query.all boolean']],
    ['page?tags=long&tags=abc', ['query.tags.0 max_length']],
    ['page?pge=2', ['query.pge unknown']],
    ['primitive?pagee=2', ['query.pagee unknown']],
    ['int/1?x=1', ['query.x unknown']],
  ])('refuses %s', async (path, errors) => {
    const { status, body } = await get(path);
    expect([status, blamed(body)]).toEqual([422, errors]);
  });

  it('names the closest known parameter', async () => {
    expect((await get('page?pge=2')).body.errors[0].msg).toBe('Unknown parameter; did you mean page?');
  });

  it('refuses a body with fields where none is taken', async () => {
    expect((await post('nothing')).status).toBe(201);
    expect((await post('nothing', {})).status).toBe(201);
    const refused = await post('nothing', { name: 'x' });
    expect([refused.status, blamed(refused.body)]).toEqual([422, ['body.name unknown']]);
  });

  it.each([
    ['partial', {}, []],
    ['partial', { name: null }, []],
    ['partial', { name: 5 }, ['body.name string']],
    ['partial', { age: 31, nam: 'x' }, ['body.age max', 'body.nam unknown']],
    ['pick', { age: 3 }, []],
    ['pick', { name: 'x' }, ['body.age missing', 'body.name unknown']],
    ['omit', { age: 3, breed: 'x' }, []],
    ['omit', { name: 'x', age: 3, breed: 'x' }, ['body.name unknown']],
    ['intersection', { name: 'x', age: 3, breed: 'x', color: 'red' }, []],
    ['intersection', { name: 'x', age: 3, breed: 'x' }, ['body.color missing']],
  ])('a mapped type %s takes %j', async (path, body, errors) => {
    const answer = await post(path, body);
    expect(blamed(answer.body)).toEqual(errors);
    expect(answer.status).toBe(errors.length > 0 ? 422 : 201);
  });
});
