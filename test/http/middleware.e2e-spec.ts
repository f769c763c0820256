import {
  Body,
  ConflictException,
  Controller,
  Get,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  type NestModule,
  Param,
  Post,
  RequestMethod,
  HttpCode,
} from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import request from 'supertest';
import { currentContext } from '../../src/platform/context/request-context.js';
import { Public } from '../../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Raw = FastifyRequest['raw'] & { originalUrl?: string };
type RawReply = FastifyReply['raw'];

/** What ran, by correlation id. */
const ran = new Map<string, string[]>();

function note(name: string): void {
  const id = currentContext()!.correlationId;
  ran.set(id, [...(ran.get(id) ?? []), name]);
}

@Injectable()
class CatsService {
  greet(): string {
    return 'meow';
  }
}

@Injectable()
class LoggerMiddleware implements NestMiddleware {
  constructor(private readonly cats: CatsService) {}

  use(_request: Raw, reply: RawReply, next: () => void): void {
    reply.setHeader('x-cats', this.cats.greet());
    note('class');
    // Leaves the context, as libraries that call back from a socket's events do.
    process.nextTick(next);
  }
}

function everywhere(_request: Raw, _reply: RawReply, next: () => void): void {
  note('everywhere');
  next();
}

function ofPosts(_request: Raw, _reply: RawReply, next: () => void): void {
  note('posts');
  next();
}

function throwing(request: Raw, reply: RawReply, next: (error?: unknown) => void): void {
  if (request.originalUrl?.endsWith('/thrown')) throw new ConflictException('No cats today');
  if (request.originalUrl?.endsWith('/passed')) next(new Error('hush'));
  else if (request.originalUrl?.endsWith('/answered')) reply.writeHead(202).end('by itself');
  else next();
}

async function rejecting(request: Raw, _reply: RawReply, next: () => void): Promise<void> {
  await Promise.resolve();
  if (request.originalUrl?.endsWith('/rejected')) throw new Error('hush');
  next();
}

@Controller('probe-cats')
@Public()
class ProbeCatsController {
  @Get()
  @HttpCode(204)
  list(): void {
    note('handler');
  }

  @Get('hidden')
  @HttpCode(204)
  hidden(): void {
    note('handler');
  }

  @Get(':id')
  @HttpCode(204)
  get(@Param('id') _id: string): void {
    note('handler');
  }

  @Post()
  @HttpCode(204)
  create(@Body() body: { name: string }): void {
    note(body.name);
  }
}

@Module({ controllers: [ProbeCatsController], providers: [CatsService] })
class CatsModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(everywhere).forRoutes('{*splat}');
    consumer.apply(LoggerMiddleware).exclude('probe-cats/hidden').forRoutes(ProbeCatsController);
    consumer.apply(ofPosts).forRoutes({ path: 'probe-cats', method: RequestMethod.POST });
    consumer.apply(throwing, rejecting).forRoutes('probe-cats/*splat');
  }
}

@Module({})
class IdleModule implements NestModule {
  configure(): void {}
}

describe('middleware of a module', () => {
  let api: TestApp;
  let url: string;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [CatsModule] });
    url = await api.app.getUrl();
  });
  afterAll(() => api.close());

  const ranFor = ({ headers }: { headers: Record<string, string> }) => ran.get(headers['x-correlation-id']!);
  const get = (path: string) => request(url).get(`/api/v1/probe-cats${path}`);

  it('runs before the handler, functions and classes, in the context of the request', async () => {
    const answer = await get('');
    expect([answer.status, answer.headers['x-cats']]).toEqual([204, 'meow']);
    expect(ranFor(answer)).toEqual(['everywhere', 'class', 'handler']);
    expect(ranFor(await get('/7'))).toEqual(['everywhere', 'class', 'handler']);
  });

  it('runs by method, and not where it is excluded', async () => {
    const posted = await request(url).post('/api/v1/probe-cats').send({ name: 'Tom' });
    expect(ranFor(posted)).toEqual(['everywhere', 'class', 'posts', 'Tom']);
    expect(ranFor(await get('/hidden'))).toEqual(['everywhere', 'handler']);
  });

  it('runs for the other routes of the application where it is for all', async () => {
    const answer = await api.client.get('/api/v1/items');
    expect([answer.status, ranFor(answer)]).toEqual([200, ['everywhere']]);
  });

  it.each([
    ['thrown', 409, 'CONFLICT', 'No cats today'],
    ['passed', 500, 'INTERNAL_ERROR', 'Internal server error'],
    ['rejected', 500, 'INTERNAL_ERROR', 'Internal server error'],
  ])('answers with the envelope what is %s', async (path, status, code, detail) => {
    const { status: answered, body, headers } = await get(`/${path}`);
    expect([answered, body.error_code, body.detail]).toEqual([status, code, detail]);
    expect(headers['x-correlation-id']).toBe(body.correlation_id);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('may answer by itself, with the headers of every answer', async () => {
    const { status, text, headers } = await get('/answered');
    expect([status, text]).toEqual([202, 'by itself']);
    expect(headers).toMatchObject({
      'x-correlation-id': expect.any(String) as string,
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('an application without middleware', () => {
  it('has no support for it, which would cost every request', async () => {
    const api = await startTestApp({}, { modules: [IdleModule] });
    try {
      expect([...api.app.get(ModulesContainer).values()].map(({ name }) => name)).toContain('IdleModule');
      expect(api.app.getHttpAdapter().getInstance()).not.toHaveProperty('use');
      expect((await api.client.get('/api/v1/items')).status).toBe(200);
    } finally {
      await api.close();
    }
  });
});
