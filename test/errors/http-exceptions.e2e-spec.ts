import {
  type ArgumentsHost,
  BadRequestException,
  type CanActivate,
  Catch,
  ConflictException,
  Controller,
  type ExceptionFilter,
  ForbiddenException,
  Get,
  GoneException,
  HttpException,
  HttpStatus,
  ImATeapotException,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseArrayPipe,
  ParseBoolPipe,
  ParseEnumPipe,
  ParseIntPipe,
  ParseUUIDPipe,
  RequestTimeoutException,
  ServiceUnavailableException,
  UnauthorizedException,
  UseFilters,
  UseGuards,
  UseInterceptors,
  HttpCode,
} from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import request from 'supertest';
import { catchError, type Observable, throwError, timeout, TimeoutError, NEVER } from 'rxjs';
import { Public } from '../../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What a route throws, and what the client is told: status, code, detail. */
const THROWN: Record<string, [unknown, number, string, string]> = {
  message: [new ConflictException('Already paid'), 409, 'CONFLICT', 'Already paid'],
  own_status: [new HttpException('Short and stout', 418), 418, 'IM_A_TEAPOT', 'Short and stout'],
  teapot: [new ImATeapotException(), 418, 'IM_A_TEAPOT', "I'm a teapot"],
  gone: [new GoneException('Sold out'), 410, 'GONE', 'Sold out'],
  no_message: [new ForbiddenException(), 403, 'FORBIDDEN', 'Forbidden'],
  missing: [new NotFoundException('No such order'), 404, 'NOT_FOUND', 'No such order'],
  documented_object: [
    new HttpException({ status: HttpStatus.FORBIDDEN, error: 'This is a custom message' }, 403, {
      cause: new Error('hush'),
    }),
    403,
    'FORBIDDEN',
    'This is a custom message',
  ],
  messages: [
    new BadRequestException({ message: ['a is bad', 'b too'] }),
    400,
    'BAD_REQUEST',
    'a is bad; b too',
  ],
  list: [new BadRequestException(['a is bad']), 400, 'BAD_REQUEST', 'a is bad'],
  described: [
    new BadRequestException('Something bad happened', { cause: new Error('hush'), description: 'Why' }),
    400,
    'BAD_REQUEST',
    'Something bad happened',
  ],
  object: [new HttpException({ code: 7 }, 402), 402, 'PAYMENT_REQUIRED', 'Payment Required'],
  an_error: [new HttpException(new Error('hush') as never, 400), 400, 'BAD_REQUEST', 'Malformed request'],
  empty: [new HttpException('', 409), 409, 'CONFLICT', 'Conflict with the current state'],
  nameless: [new HttpException('Enough', 499), 499, 'BAD_REQUEST', 'Enough'],
  no_status: [new HttpException('hush', 'oops' as never), 500, 'INTERNAL_ERROR', 'Internal server error'],
  upstream: [
    Object.assign(new Error('hush'), { statusCode: 404 }),
    500,
    'INTERNAL_ERROR',
    'Internal server error',
  ],
  http_error: [
    Object.assign(new Error('Locked'), { statusCode: 423, status: 423, expose: true }),
    423,
    'LOCKED',
    'Locked',
  ],
  plain: [{ statusCode: 409, message: 'Plain' }, 409, 'CONFLICT', 'Plain'],
  text: ['hush', 500, 'INTERNAL_ERROR', 'Internal server error'],
  nothing: [undefined, 500, 'INTERNAL_ERROR', 'Internal server error'],
  null: [null, 500, 'INTERNAL_ERROR', 'Internal server error'],
  number: [42, 500, 'INTERNAL_ERROR', 'Internal server error'],
  error: [new Error('hush'), 500, 'INTERNAL_ERROR', 'Internal server error'],
};

enum Colour {
  Red = 'red',
}

class OddError extends Error {}

@Catch(OddError)
class OddFilter implements ExceptionFilter {
  catch(_error: OddError, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().status(202).send({ odd: true });
  }
}

@Injectable()
class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class TimeoutInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout(1),
      catchError((error: unknown) =>
        throwError(() => (error instanceof TimeoutError ? new RequestTimeoutException() : error)),
      ),
    );
  }
}

@Controller('probe-thrown')
@Public()
class ProbeThrowingController {
  @Get('what/:what')
  @HttpCode(204)
  what(@Param('what') what: string): void {
    throw THROWN[what]![0];
  }

  @Get('int/:value')
  @HttpCode(204)
  int(@Param('value', ParseIntPipe) _value: number): void {}

  @Get('uuid/:value')
  @HttpCode(204)
  uuid(@Param('value', ParseUUIDPipe) _value: string): void {}

  @Get('enum/:value')
  @HttpCode(204)
  enum(@Param('value', new ParseEnumPipe(Colour)) _value: Colour): void {}

  @Get('bool/:value')
  @HttpCode(204)
  bool(@Param('value', ParseBoolPipe) _value: boolean): void {}

  @Get('array/:value')
  @HttpCode(204)
  array(@Param('value', new ParseArrayPipe({ items: Number })) _value: number[]): void {}

  @Get('chosen/:value')
  @HttpCode(204)
  chosen(
    @Param('value', new ParseIntPipe({ errorHttpStatusCode: HttpStatus.NOT_ACCEPTABLE })) _value: number,
  ): void {}

  @Get('unauthorized')
  @HttpCode(204)
  unauthorized(): void {
    throw new UnauthorizedException('Card expired');
  }

  @Get('unavailable')
  @HttpCode(204)
  unavailable(): void {
    throw new ServiceUnavailableException('The till is closed');
  }

  @Get('guarded')
  @HttpCode(204)
  @UseGuards(ClosedGuard)
  guarded(): void {}

  @Get('slow')
  @HttpCode(204)
  @UseInterceptors(TimeoutInterceptor)
  slow(): Observable<never> {
    return NEVER;
  }

  @Get('filtered')
  @HttpCode(204)
  @UseFilters(OddFilter)
  @ApiResponse({ status: 202, schema: { type: 'object', properties: { odd: { type: 'boolean' } } } })
  filtered(): void {
    throw new OddError();
  }

  @Get('unfiltered')
  @HttpCode(204)
  @UseFilters(OddFilter)
  unfiltered(): void {
    throw new ConflictException('Not odd');
  }
}

@Module({ controllers: [ProbeThrowingController] })
class ThrowingModule {}

describe('what a feature throws in the way of Nest', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [ThrowingModule] });
  });
  afterAll(() => api.close());

  const get = async (path: string, headers: Record<string, string> = {}) =>
    request(await api.app.getUrl())
      .get(`/api/v1/probe-thrown/${path}`)
      .set(headers);

  it.each(Object.entries(THROWN))('is told as it is: %s', async (name, [, status, code, detail]) => {
    const { status: answered, body } = await get(`what/${name}`);
    expect([answered, body.error_code, body.detail]).toEqual([status, code, detail]);
    expect(Object.keys(body as object).sort()).toEqual([
      'correlation_id',
      'detail',
      'error_code',
      'timestamp',
    ]);
    expect(JSON.stringify(body)).not.toContain('hush');
  });

  it.each([
    ['int/x', 400, 'Validation failed (numeric string is expected)'],
    ['uuid/x', 400, 'Validation failed (uuid is expected)'],
    ['enum/x', 400, 'Validation failed (enum string is expected)'],
    ['bool/x', 400, 'Validation failed (boolean string is expected)'],
    ['array/x', 400, '[0] item must be a number'],
    ['chosen/x', 406, 'Validation failed (numeric string is expected)'],
  ])('keeps the answer of a pipe of Nest: %s', async (path, status, detail) => {
    const answer = await get(path);
    expect([answer.status, answer.body.detail]).toEqual([status, detail]);
  });

  it('does not take query parameters that no route reads', async () => {
    const { status, body } = await get('int/5?colour=red');
    expect([status, body.errors[0].loc, body.errors[0].type]).toEqual([422, ['query', 'colour'], 'unknown']);
    expect((await get('int/5')).status).toBe(204);
  });

  it('says how to sign in with 401, and when to come back with 503', async () => {
    const unauthorized = await get('unauthorized');
    expect([unauthorized.status, unauthorized.body.detail]).toEqual([401, 'Card expired']);
    expect(unauthorized.headers['www-authenticate']).toBe('Bearer');
    const withToken = await get('unauthorized', { authorization: 'Bearer x' });
    expect(withToken.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    const unavailable = await get('unavailable');
    expect([unavailable.status, unavailable.body.detail]).toEqual([503, 'The till is closed']);
    expect(unavailable.headers['retry-after']).toBe('1');
  });

  it('refuses what a guard refuses', async () => {
    const { status, body } = await get('guarded');
    expect([status, body.error_code, body.detail]).toEqual([403, 'FORBIDDEN', 'Forbidden resource']);
  });

  it('lets an interceptor change the error', async () => {
    expect((await get('slow')).body.error_code).toBe('REQUEST_TIMEOUT');
  });

  it('leaves an error to the filter that catches it, and no other', async () => {
    const filtered = await get('filtered');
    expect([filtered.status, filtered.body]).toEqual([202, { odd: true }]);
    expect((await get('unfiltered')).body.detail).toBe('Not odd');
  });
});
