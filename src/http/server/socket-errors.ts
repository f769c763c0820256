import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { AppError } from '../../errors/app-error.js';
import { envelopeOf } from '../errors/envelope.js';
import { correlationIdOf } from './context-hook.js';

/** A fault of the connection itself, before there is a request: Node's HTTP parser tells what is wrong. */
interface SocketError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** Answers broken, oversized and slow requests with the envelope, straight onto the socket, and closes it. */
export function answerSocketError(error: SocketError, socket: Socket, header: string): void {
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
