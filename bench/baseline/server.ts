import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { pino, stdTimeFunctions } from 'pino';
import { Histogram } from 'prom-client';
import { v7 as uuidv7 } from 'uuid';
import { queryOf } from './database.js';
import { answerError } from './errors.js';
import { registerItems } from './items.js';
import { registerOrders } from './orders.js';
import { compilerOf } from './schemas.js';
import { registerSessions } from './sessions.js';

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * One Fastify instance: one log line a request, the error envelope, the routes; and, unless it is to be bare, correlation
 * ids, security headers, limits and one measurement a request.
 */
export function createServer(pool: pg.Pool, bare: boolean): FastifyInstance {
  const server = bare ? Fastify({ logger: false }) : guardedServer();
  server.setValidatorCompiler(compilerOf);
  server.setErrorHandler(answerError);
  logRequests(server);
  server.get('/health/ready', async () => {
    await pool.query('select 1');
    return { status: 'ok' };
  });
  const query = queryOf(pool);
  registerSessions(server, query);
  registerItems(server, query);
  registerOrders(server, query);
  return server;
}

function guardedServer(): FastifyInstance {
  const server = Fastify({
    logger: false,
    genReqId: ({ headers }) => {
      const given = headers['x-correlation-id'];
      return typeof given === 'string' && CORRELATION_ID.test(given) ? given : uuidv7();
    },
    bodyLimit: 1_048_576,
    requestTimeout: 30_000,
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-correlation-id', request.id);
    done();
  });
  void server.register(helmet);
  measureRequests(server);
  return server;
}

function measureRequests(server: FastifyInstance): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
  });
  server.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    duration.labels(method, routeOptions.url ?? 'unknown', String(statusCode)).observe(elapsedTime / 1_000);
    done();
  });
}

function logRequests(server: FastifyInstance): void {
  const logger = pino({
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, id } = request;
    const route = request.routeOptions.url ?? null;
    const status = reply.statusCode;
    const line = {
      correlation_id: id,
      user_id: request.user?.id,
      method,
      route,
      status,
      duration_ms: Math.round(reply.elapsedTime * 100) / 100,
    };
    logger.info(line, `${method} ${route ?? '(unknown route)'} ${status}`);
    done();
  });
}
