import {
  type ArgumentsHost,
  BadGatewayException,
  Catch,
  Controller,
  type ExceptionFilter,
  ForbiddenException,
  Get,
  HttpException,
  Module,
  Res,
  UseFilters,
} from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter } from '@nestjs/core';
import { ApiOkResponse, ApiProperty, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import request from 'supertest';
import { Public } from '../../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class ProbePageDto {
  @ApiProperty()
  page!: string;
}

class ProbeOwnErrorDto {
  @ApiProperty()
  statusCode!: number;

  @ApiProperty()
  path!: string;
}

/** As Nest's documentation has it. */
@Catch(HttpException)
class HttpExceptionFilter implements ExceptionFilter {
  catch(exception: HttpException, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const status = exception.getStatus();
    void http
      .getResponse<FastifyReply>()
      .status(status)
      .send({ statusCode: status, path: http.getRequest<FastifyRequest>().url });
  }
}

@Catch()
class PassingFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    super.catch(exception, host);
  }
}

class OddError extends Error {}

@Catch(OddError)
class OddFilter implements ExceptionFilter {
  catch(_error: OddError, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(410).send({ message: 'Odd' });
  }
}

@Controller('probe-filtered')
@Public()
@ApiOkResponse({ type: ProbePageDto })
class ProbeFilteredController {
  @Get('own')
  @UseFilters(HttpExceptionFilter)
  own(): ProbePageDto {
    throw new ForbiddenException();
  }

  @Get('documented')
  @UseFilters(HttpExceptionFilter)
  @ApiResponse({ status: 403, type: ProbeOwnErrorDto })
  documented(): ProbePageDto {
    throw new ForbiddenException();
  }

  @Get('described')
  @ApiResponse({ status: 418, description: 'Only tea' })
  described(): ProbePageDto {
    throw new HttpException('Only tea', 418);
  }

  @Get('passed')
  @UseFilters(PassingFilter)
  passed(): ProbePageDto {
    throw new BadGatewayException('The other side is silent');
  }

  @Get('passed-bug')
  @UseFilters(PassingFilter)
  passedBug(): ProbePageDto {
    throw new Error('hush');
  }

  @Get('odd')
  odd(): ProbePageDto {
    throw new OddError('hush');
  }

  @Get('sent')
  sent(@Res() reply: FastifyReply): void {
    void reply.status(409).send({ message: 'Not now' });
  }

  @Get('half')
  half(@Res() reply: FastifyReply): void {
    void reply.status(409).send({ detail: 'Half an envelope', error_code: 'HALF' });
  }

  @Get('half-known')
  halfKnown(@Res() reply: FastifyReply): void {
    void reply.status(422).send({ detail: 'Used before', error_code: 'IDEMPOTENCY_KEY_REUSED' });
  }
}

@Module({
  controllers: [ProbeFilteredController],
  providers: [{ provide: APP_FILTER, useClass: OddFilter }],
})
class FilteredModule {}

describe('exception filters of a feature', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [FilteredModule] });
  });
  afterAll(() => api.close());

  const get = async (path: string) => request(await api.app.getUrl()).get(`/api/v1/probe-filtered/${path}`);

  it.each([
    ['own', 403, 'FORBIDDEN', 'Not allowed'],
    ['passed', 502, 'BAD_GATEWAY', 'The other side is silent'],
    ['passed-bug', 500, 'INTERNAL_ERROR', 'Internal server error'],
    ['odd', 410, 'GONE', 'Odd'],
    ['sent', 409, 'CONFLICT', 'Not now'],
    ['half', 409, 'CONFLICT', 'Half an envelope'],
    ['half-known', 422, 'IDEMPOTENCY_KEY_REUSED', 'Used before'],
  ])('answer with their status and message, in the envelope: %s', async (path, status, code, detail) => {
    const answer = await get(path);
    expect([answer.status, answer.body.error_code, answer.body.detail]).toEqual([status, code, detail]);
    expect(answer.body.correlation_id).toBe(answer.headers['x-correlation-id']);
  });

  it('answer as the route documents it', async () => {
    const { status, body } = await get('documented');
    expect([status, body]).toEqual([403, { statusCode: 403, path: '/api/v1/probe-filtered/documented' }]);
  });

  it('leave the envelope to a status that is documented by its description alone', async () => {
    expect((await get('described')).body.error_code).toBe('IM_A_TEAPOT');
    const { body: document } = await request(await api.app.getUrl()).get('/docs-json');
    expect(document.components.schemas.ErrorCode.enum).toContain('IM_A_TEAPOT');
    const { responses } = document.paths['/api/v1/probe-filtered/described'].get;
    expect(responses['418'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Error',
    });
  });
});
