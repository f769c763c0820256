import { Controller, Get, Injectable, Logger as NestLogger, Module, HttpCode } from '@nestjs/common';
import { InjectPinoLogger, Logger, LoggerModule, PinoLogger } from 'nestjs-pino';
import { setTimeout as pause } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import { pino } from 'pino';
import request from 'supertest';
import { Public } from '../../src/platform/http/access/access.js';
import { LoggingModule } from '../../src/platform/logging/logging.module.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

@Injectable()
class CatsService {
  private readonly logger = new NestLogger(CatsService.name);

  constructor(@InjectPinoLogger(CatsService.name) readonly pino: PinoLogger) {}

  async find(): Promise<void> {
    await pause(1);
    this.pino.info({ cat_id: 7 }, 'found %s', 'Tom');
    this.logger.warn('by Nest');
  }
}

@Controller('probe-cats')
@Public()
class ProbeCatsController {
  constructor(
    private readonly cats: CatsService,
    private readonly pino: PinoLogger,
    private readonly logger: Logger,
  ) {
    this.pino.setContext(ProbeCatsController.name);
  }

  @Get()
  @HttpCode(204)
  async find(): Promise<void> {
    this.pino.info('before');
    this.pino.assign({ tenant: 'acme', password: 'hush' });
    await this.cats.find();
    this.pino.error(new Error('boom'), 'failed');
    this.logger.log('by Logger', 'Kitchen');
  }
}

@Module({ controllers: [ProbeCatsController], providers: [CatsService] })
class CatsModule {}

@Module({ imports: [LoggerModule.forRoot()] })
class DoubleModule {}

describe('nestjs-pino', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [CatsModule] });
  });
  afterAll(() => api.close());

  const linesOf = async () => {
    const { headers } = await request(await api.app.getUrl()).get('/api/v1/probe-cats');
    const id = headers['x-correlation-id']!;
    const lines = api.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    return lines.filter((line) => line['correlation_id'] === id && !('status' in line));
  };

  it('logs with the context of each logger, and the correlation id in each line', async () => {
    expect(await linesOf()).toEqual([
      expect.objectContaining({ level: 'info', context: 'ProbeCatsController', msg: 'before' }),
      expect.objectContaining({ level: 'info', context: 'CatsService', cat_id: 7, msg: 'found Tom' }),
      expect.objectContaining({ level: 'warn', context: 'CatsService', msg: 'by Nest' }),
      expect.objectContaining({
        level: 'error',
        context: 'ProbeCatsController',
        msg: 'failed',
        err: expect.objectContaining({ type: 'Error', message: 'boom' }) as object,
      }),
      expect.objectContaining({ level: 'info', context: 'Kitchen', msg: 'by Logger' }),
    ]);
  });

  it('assigns fields to the later lines of the request, and of no other', async () => {
    for (let round = 0; round < 2; round++) {
      const tenants = (await linesOf()).map(({ tenant }) => tenant);
      expect(tenants).toEqual([undefined, 'acme', 'acme', 'acme', 'acme']);
    }
    expect(api.logs.join('')).not.toContain('hush');
  });

  it('has scopes outside of requests', async () => {
    const logger = await api.app.resolve(PinoLogger);
    expect(() => logger.assign({ a: 1 })).toThrow('can be assigned in a request');
    await logger.runInContext(
      async () => {
        logger.assign({ step: 1 });
        await pause(1);
        logger.runInContext(() => logger.info('inner'), { inherit: true, bindings: { inner: true } });
        logger.info('outer');
      },
      { bindings: { job: 'clean' } },
    );
    logger.info('outside');
    const lines = api.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    const last = Object.fromEntries(lines.map((line) => [line['msg'], line]));
    expect(last['inner']).toMatchObject({ job: 'clean', step: 1, inner: true });
    expect(last['outer']).toMatchObject({ job: 'clean', step: 1 });
    expect(last['outer']).not.toHaveProperty('inner');
    expect(last['outside']).not.toHaveProperty('job');
  });

  it('stops the start where a feature sets it up once more', async () => {
    const imports = [LoggingModule.forRoot(pino({ enabled: false })), DoubleModule];
    const module = await Test.createTestingModule({ imports }).compile();
    await expect(module.init()).rejects.toThrow(
      'DoubleModule imports LoggerModule of nestjs-pino: leave it out',
    );
  });
});
