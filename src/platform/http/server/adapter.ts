import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions } from 'fastify';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../../config/config.js';
import { noteRequest } from '../../logging/request-log.js';
import { trustIn } from '../access/client-address.js';
import { sendError } from '../errors/send-error.js';
import { toAppError } from '../errors/to-app-error.js';
import { correlationIdOf } from './context-hook.js';
import { routedUrl } from './request-url.js';
import { answerSocketError } from './socket-errors.js';
import { StrictAdapter } from './strict-adapter.js';

/**
 * The Fastify server: its limits, its request ids, and its answers to what never becomes a request.
 */
export function createAdapter(config: Config): FastifyAdapter {
  const header = config.CORRELATION_ID_HEADER.toLowerCase();
  const options: FastifyHttpOptions<Server> & { skipMiddie: boolean } = {
    skipMiddie: true,
    logger: false,
    rewriteUrl: routedUrl,
    genReqId: (request) => correlationIdOf(request.headers[header]),
    trustProxy: config.TRUST_PROXY && trustIn(config.TRUST_PROXY),
    bodyLimit: config.BODY_LIMIT_BYTES,
    // The drain answers requests that come while the server closes, with the envelope.
    return503OnClosing: false,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    http: {
      // The URL counts as part of the headers here; both have their own, exact limits in a hook.
      maxHeaderSize: 2 * (config.HEADER_LIMIT_BYTES + config.URL_LIMIT_BYTES),
      // Node's own refusal has no envelope; the check of the head gives one.
      requireHostHeader: false,
      headersTimeout: config.REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    },
    routerOptions: { maxParamLength: config.URL_LIMIT_BYTES },
    frameworkErrors: (error, request, reply) => {
      noteRequest(request);
      sendError(toAppError(error), request, reply, config.CORRELATION_ID_HEADER);
    },
    clientErrorHandler: (error: Error, socket: Socket) =>
      answerSocketError(error, socket, config.CORRELATION_ID_HEADER),
  };
  return new StrictAdapter(options);
}
