import { Logger as NestLogger } from '@nestjs/common';
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify';
import { type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { RequestContext, runInContext, type UnitOfWork } from '../../src/platform/context/request-context.js';
import { createLogger } from '../../src/platform/logging/create-logger.js';
import { nestLogger } from '../../src/platform/logging/nest-logger.js';
import { noteRequest, registerRequestLog } from '../../src/platform/logging/request-log.js';

const noDatabase: UnitOfWork = {
  fork: () => {
    throw new Error('no database here');
  },
  transaction: (work) => work(),
};

let text: string;
let logger: Logger;
const stream = { write: (line: string) => void (text += line) };
const lines = () =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(async () => {
  text = '';
  logger = await createLogger({ LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, stream);
});

describe('the logger', () => {
  it('writes one JSON object a line, with level and time in words', () => {
    logger.info({ item_id: 7 }, 'kept');
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'kept',
        item_id: 7,
        time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      }),
    ]);
  });

  it('writes for people when LOG_FORMAT is pretty', async () => {
    (await createLogger({ LOG_LEVEL: 'info', LOG_FORMAT: 'pretty' }, stream)).info('kept');
    expect(text).toMatch(/INFO.*kept/);
    expect(text).not.toContain('"msg"');
  });

  it('writes a request as one short line for people, and an error with its causes below', async () => {
    const pretty = await createLogger({ LOG_LEVEL: 'info', LOG_FORMAT: 'pretty' }, stream);
    const line = { method: 'POST', route: '/items', status: 422, duration_ms: 3, correlation_id: 'c-1' };
    const errors = [{ loc: ['body', 'name'], type: 'max_length' }];
    pretty.info({ ...line, error_code: 'VALIDATION_ERROR', errors }, 'POST /items 422');
    const cause = Object.assign(new Error('hush'), { code: '23502', table: 'items', column: 'name' });
    pretty.error({ item_id: 7, err: new TypeError('bo\u001bom', { cause }) }, 'failed');
    const shown = text.split('\n').filter((each) => !each.startsWith('        at '));
    expect(shown).toEqual([
      expect.stringMatching(
        /^\[[\d:.]+\] INFO: POST \/items 422 VALIDATION_ERROR body\.name:max_length 3 ms c-1$/,
      ),
      expect.stringMatching(/ERROR: failed item_id=7$/),
      '    TypeError: boom',
      '    caused by Error: database error 23502 (23502 items name)',
      '',
    ]);
    expect(text).toContain('logging.unit-spec');
  });

  it('leaves out what is below LOG_LEVEL', () => {
    logger.debug('dropped');
    expect(text).toBe('');
  });

  it('marks lines of a unit of work with its correlation id, trace id and user', async () => {
    const context = new RequestContext('c-1', noDatabase, 't-1');
    context.signIn({ id: 'u-1', role: 'user', email: 'sam@example.com', email_verified: true });
    await runInContext(context, async () => {
      await pause(1);
      logger.info('inside');
    });
    logger.info('outside');
    const [inside, outside] = lines();
    expect(inside).toMatchObject({ correlation_id: 'c-1', trace_id: 't-1', user_id: 'u-1' });
    expect(outside).not.toHaveProperty('correlation_id');
  });

  it.each([
    'authorization',
    'cookie',
    'set-cookie',
    'password',
    'new_password',
    'token',
    'token_hash',
    'secret',
  ])('hides %s at any of three levels', (name) => {
    logger.info({ [name]: 'hush', headers: { [name]: 'hush' }, req: { headers: { [name]: 'hush' } } }, 'x');
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('hush');
  });

  it('shows errors with their causes and frames, without other properties', () => {
    const error = new Error('outer', { cause: new TypeError('inner') });
    logger.error({ err: Object.assign(error, { parameters: ['hush'] }) }, 'failed');
    const [line] = lines();
    expect(line).toMatchObject({
      err: { type: 'Error', message: 'outer', cause: { type: 'TypeError', message: 'inner' } },
    });
    expect(text).toContain('logging.unit-spec');
    expect(text).not.toContain('hush');
  });

  it('tells only the code of a database error, whose message holds row data', () => {
    const error = Object.assign(new Error("insert … values ('hush')"), {
      code: '23505',
      detail: 'Key (email)=(hush)',
    });
    logger.error({ err: new Error('failed', { cause: error }) }, 'failed');
    expect(text).toContain('database error 23505');
    expect(text).not.toContain('hush');
  });
});

describe("Nest's logger", () => {
  beforeEach(() => {
    NestLogger.overrideLogger(nestLogger(logger));
  });
  afterEach(() => {
    NestLogger.overrideLogger(true);
  });

  it('writes through ours, with the name of the class', () => {
    new NestLogger('Mailer').warn('slow');
    expect(lines()).toEqual([expect.objectContaining({ level: 'warn', context: 'Mailer', msg: 'slow' })]);
  });

  it('keeps what Nest says of each route for debugging', () => {
    new NestLogger('RouterExplorer').log('Mapped {/items, GET} route');
    expect(text).toBe('');
    logger.level = 'debug';
    new NestLogger('RouterExplorer').log('Mapped {/items, GET} route');
    expect(lines()).toEqual([expect.objectContaining({ level: 'debug', context: 'RouterExplorer' })]);
  });

  it('takes an object of fields, and an error with its stack', () => {
    new NestLogger('Mailer').log({ mail_id: 3 }, 'sent');
    new NestLogger('Mailer').error({ err: new Error('boom') }, 'not sent');
    const [sent, failed] = lines();
    expect(sent).toMatchObject({ mail_id: 3, msg: 'sent', context: 'Mailer' });
    expect(failed).toMatchObject({
      level: 'error',
      err: { message: 'boom', stack: expect.stringContaining('at ') as string },
    });
  });
});

describe('the request line', () => {
  let server: FastifyInstance;
  let finish: () => void;

  beforeEach(async () => {
    server = fastify({
      genReqId: (request) => String(request.headers['x-correlation-id']),
      frameworkErrors: (error, request, reply) => {
        noteRequest(request);
        (reply as FastifyReply).send(error);
      },
    });
    server.addHook('onRequest', (request, _reply, done) => {
      runInContext(new RequestContext(String(request.headers['x-correlation-id']), noDatabase), done);
    });
    registerRequestLog(server, logger, ({ url }) => url === '/live');
    server.get('/live', () => ({}));
    server.get('/items/:id', () => ({}));
    server.get('/broken', () => {
      throw new Error('boom');
    });
    const held = new Promise<void>((resolve) => (finish = resolve));
    server.get('/slow', async () => {
      await held;
      return {};
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    finish();
    await server.close();
  });

  const get = async (path: string, correlationId = 'c-1') => {
    const { port } = server.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      headers: { 'x-correlation-id': correlationId },
    });
    await response.arrayBuffer();
  };
  const linesOf = async (count: number) => {
    while (lines().length < count) await pause(5);
    return lines();
  };

  it('has method, route template, status, duration and correlation id, and nothing of the URL', async () => {
    await get('/items/42?token=hush');
    expect(await linesOf(1)).toEqual([
      expect.objectContaining({
        level: 'info',
        method: 'GET',
        route: '/items/:id',
        status: 200,
        duration_ms: expect.any(Number) as number,
        correlation_id: 'c-1',
        msg: 'GET /items/:id 200',
      }),
    ]);
    expect(text).not.toMatch(/hush|42\b(?=\?)/);
  });

  it('carries its own correlation id on a connection that is used again', async () => {
    await get('/items/1', 'first');
    await get('/items/2', 'second');
    expect((await linesOf(2)).map((line) => line['correlation_id'])).toEqual(['first', 'second']);
  });

  it('is written for unknown routes', async () => {
    await get('/nowhere?token=hush');
    expect(await linesOf(1)).toEqual([expect.objectContaining({ route: null, status: 404, level: 'info' })]);
    expect(text).not.toContain('hush');
  });

  it('is written for a URL that Fastify refuses before its hooks', async () => {
    await get('/items/%zz?token=hush', 'odd');
    expect(await linesOf(1)).toEqual([expect.objectContaining({ status: 400, correlation_id: 'odd' })]);
    expect(text).not.toContain('hush');
  });

  it('is an error when the answer is 5xx', async () => {
    await get('/broken');
    expect(await linesOf(1)).toEqual([
      expect.objectContaining({ route: '/broken', status: 500, level: 'error' }),
    ]);
  });

  it('of a probe is for debugging only', async () => {
    await get('/live');
    await get('/items/1');
    expect((await linesOf(1)).map(({ route }) => route)).toEqual(['/items/:id']);
    logger.level = 'debug';
    await get('/live');
    expect((await linesOf(2))[1]).toMatchObject({ route: '/live', level: 'debug' });
  });

  it('is written once for a client that leaves before the answer', async () => {
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /slow HTTP/1.1\r\nHost: x\r\nX-Correlation-ID: gone\r\n\r\n');
    await once(server.server, 'request');
    socket.destroy();
    await linesOf(1);
    finish();
    await get('/items/1');
    const [aborted, next] = await linesOf(2);
    expect(aborted).toMatchObject({ route: '/slow', status: null, correlation_id: 'gone' });
    expect(next).toMatchObject({ route: '/items/:id', status: 200 });
  });
});
