import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A body up to this size (bytes) is read to its end instead: it is on its way already. */
const SMALL = 16_384;

/** How long a client may go on sending after the answer. */
const LINGER_MS = 1_000;

const CLOSING = Symbol('closing');

/** Requests whose client waits to be told to send the body. */
const waiting = new WeakSet<IncomingMessage>();

interface ClosingSocket extends Socket {
  [CLOSING]?: boolean;
}

/**
 * Closes the connection of a request that was answered before its body had come: nobody wants the rest. The client gets
 * a moment to notice, since a socket that is closed with bytes unread takes the answer with it. Who asks first
 * (`Expect: 100-continue`) is told to go on only when the body is wanted.
 */
export function closeRefusedUploads(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const socket = request.raw.socket as ClosingSocket;
    if (socket[CLOSING]) {
      socket.destroy();
    } else {
      done();
    }
  });
  fastify.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    fastify.server.emit('request', request, response);
  });
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    if (waiting.has(request.raw)) {
      reply.raw.writeContinue();
    }
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (isComing(request.raw)) {
      void reply.header('connection', 'close');
      linger(request.raw.socket);
    }
    done(null, payload);
  });
}

/** Whether a part of the body that matters is still to come. */
function isComing({ complete, headers }: IncomingMessage): boolean {
  return (
    !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > SMALL)
  );
}

/** Has Node close the connection gently after the answer, where it would destroy the socket. */
function linger(socket: ClosingSocket): void {
  socket[CLOSING] = true;
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}
