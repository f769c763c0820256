import type { FastifyReply, FastifyRequest } from 'fastify';
import { IncomingMessage, type ServerResponse } from 'node:http';

/** A request and its answer, as Fastify has them. */
export interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

const EXCHANGE = Symbol('exchange');

declare module 'http' {
  interface IncomingMessage {
    [EXCHANGE]?: Exchange;
  }
}

/** Lets `exchangeOf` find this exchange by Node's request, with which Nest's middleware works. */
export function keepExchange(request: FastifyRequest, reply: FastifyReply): void {
  request.raw[EXCHANGE] = { request, reply };
}

/** The exchange that an exception filter is asked about: with Fastify's objects, or Node's after a middleware. */
export function exchangeOf(
  request: FastifyRequest | IncomingMessage,
  reply: FastifyReply | ServerResponse,
): Exchange {
  return request instanceof IncomingMessage ? request[EXCHANGE]! : { request, reply: reply as FastifyReply };
}
