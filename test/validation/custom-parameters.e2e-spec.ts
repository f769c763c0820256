import {
  Body,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Module,
  Post,
  Query,
  RawBody,
  ValidationPipe,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { blamed, ProbeEchoDto } from './echo.js';

class ProbeNameDto {
  @IsString()
  name!: string;
}

/** Nest's documentation, "Custom decorators". */
const WholeBody = createParamDecorator(
  (_data: unknown, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<FastifyRequest>().body,
);
const Sort = createParamDecorator((name: string, context: ExecutionContext): unknown => {
  const { query } = context.switchToHttp().getRequest<FastifyRequest>();
  return (query as Record<string, unknown>)[name];
});
const Agent = createParamDecorator(
  (_data: unknown, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<FastifyRequest>().headers['user-agent'],
);

/** Query parameters as Nest's users read them: class-transformer gets the text. */
class ProbeSearchDto {
  @IsOptional()
  @Transform(({ value }) => (value as string).split(','))
  @IsString({ each: true })
  tags?: string[];

  @IsOptional()
  @Transform(({ value }) => value === 'true')
  @IsBoolean()
  flag?: boolean;

  @IsOptional()
  @Transform(({ value }) => Number(value))
  @IsInt()
  size?: number;
}

@Controller('probe-custom')
@Public()
class ProbeCustomController {
  @Post('whole')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  whole(
    @WholeBody(
      new ValidationPipe({ validateCustomDecorators: true, forbidNonWhitelisted: true, whitelist: true }),
    )
    got: ProbeNameDto,
  ): ProbeEchoDto {
    return { got };
  }

  @Post('agent')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  agent(@Agent() agent: string): ProbeEchoDto {
    return { got: { agent } };
  }

  @Post('named')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  named(@Body('name') name: string, @Body('size') size?: number): ProbeEchoDto {
    return { got: { name, size } };
  }

  @Post('signed')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  signed(@RawBody() raw: Buffer, @Body() data: unknown): ProbeEchoDto {
    return { got: { raw: raw.toString(), data } };
  }

  @Get('sorted')
  @ApiOkResponse({ type: ProbeEchoDto })
  sorted(@Sort('by') by: string): ProbeEchoDto {
    return { got: { by } };
  }

  @Get('search')
  @ApiOkResponse({ type: ProbeEchoDto })
  search(@Query() query: ProbeSearchDto): ProbeEchoDto {
    return { got: query };
  }
}

@Module({ controllers: [ProbeCustomController] })
class CustomModule {}

describe('a parameter decorator of a feature', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [CustomModule] });
  });
  afterAll(() => api.close());

  const get = (path: string) => api.anonymous.get(`/api/v1/probe-custom/${path}`);
  const post = (path: string, body: object) => api.anonymous.post(`/api/v1/probe-custom/${path}`, body);

  it('may read the body, and have it validated', async () => {
    expect((await post('whole', { name: 'x' })).body).toEqual({ got: { name: 'x' } });
    expect((await post('whole', { name: 5 })).body.detail).toBe('name must be a string');
  });

  it('may read the query string', async () => {
    expect((await get('sorted?by=name')).body).toEqual({ got: { by: 'name' } });
  });

  it('that reads neither leaves neither unread', async () => {
    expect(blamed((await post('agent', { name: 'x' })).body)).toEqual(['body.name unknown']);
    expect(blamed((await post('agent?by=x', {})).body)).toEqual(['query.by unknown']);
  });
});

describe('@RawBody()', () => {
  it('is the body as it was sent, for signatures', async () => {
    const api = await startTestApp({}, { modules: [CustomModule] });
    try {
      const sent = '{ "name": "x" }';
      const { body } = await api.anonymous.send('post', '/api/v1/probe-custom/signed', undefined, (test) =>
        test.type('application/json').send(sent),
      );
      expect(body).toEqual({ got: { raw: sent, data: { name: 'x' } } });
    } finally {
      await api.close();
    }
  });
});

describe('single fields of a body', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [CustomModule] });
  });
  afterAll(() => api.close());

  it('are all that a route takes which names them', async () => {
    const post = (body: object) => api.anonymous.post('/api/v1/probe-custom/named', body);
    expect((await post({ name: 'x', size: 3 })).body).toEqual({ got: { name: 'x', size: 3 } });
    const refused = await post({ name: 'x', sise: 3 });
    expect([refused.status, blamed(refused.body)]).toEqual([422, ['body.sise unknown']]);
    expect(refused.body.errors[0].msg).toContain('did you mean size?');
  });

  it('of a query string reach a @Transform() as text', async () => {
    const get = async (query: string) =>
      (await api.anonymous.get(`/api/v1/probe-custom/search?${query}`)).body;
    expect(await get('tags=a,b&flag=true&size=5')).toEqual({
      got: { tags: ['a', 'b'], flag: true, size: 5 },
    });
    expect(await get('flag=no')).toEqual({ got: { flag: false } });
    expect(blamed(await get('size=x'))).toEqual(['query.size integer']);
    expect(blamed(await get('size=1&size=2'))).toEqual(['query.size multiple']);
  });
});
