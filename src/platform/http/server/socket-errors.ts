import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../../errors/app-error.js';
import { envelopeOf } from '../errors/envelope.js';
import { correlationIdOf } from './context-hook.js';

/** A fault of the connection itself, before there is a request: Node's HTTP parser tells what is wrong. */
interface SocketError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** How long a client may go on sending after the answer. */
const LINGER_MS = 1_000;

/** Answers broken, oversized and slow requests with the envelope, straight onto the socket, and closes it. */
export function answerSocketError(error: SocketError, socket: Duplex, header: string): void {
  if (socket.writableEnded) {
    return;
  }
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const told = toldAbout(error);
  const id = correlationIdOf(undefined);
  const body = JSON.stringify(envelopeOf(told, id));
  const head = [
    `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${header}: ${id}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Closing a socket with bytes unread resets the connection, and the client may lose the answer: they are read first.
  // Each of them is an error again, which has its answer already.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/**
 * Takes over what Node would answer without the envelope, or not at all: an `Expect` other than `100-continue` is left to
 * the checks of the head, which answer 417, and CONNECT is refused.
 */
export function answerUnserved(server: Server, header: string): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    answerSocketError(new Error('CONNECT'), socket, header),
  );
}

function toldAbout({ code, rawPacket }: SocketError): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const firstLineEnds = rawPacket?.includes('\n') ?? true;
    return new AppError(firstLineEnds ? 'HEADERS_TOO_LARGE' : 'URI_TOO_LONG');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('REQUEST_TIMEOUT');
  }
  return new AppError('BAD_REQUEST', { detail: 'This is not a valid HTTP/1.1 request' });
}
