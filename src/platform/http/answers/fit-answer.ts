import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AnswerError } from './answer-error.js';
import { answerFor, type DocumentedAnswer, isBodiless } from './documented-answers.js';

/**
 * What a method returned, as its route may answer it. Objects and lists pass: their schema decides what is sent of them.
 * What Fastify sends as it is – text, bytes, streams, nothing – has to be documented as such.
 *
 * @param status of the answer; as it is set already if left out
 * @throws AnswerError if it is not what is documented
 */
export function fitAnswer(reply: FastifyReply, body: unknown, status = reply.statusCode): unknown {
  return isData(body) ? body : fitRaw(reply, body, status);
}

/** Whether Fastify makes JSON of a value. */
function isData(body: unknown): body is object {
  return (
    typeof body === 'object' &&
    body !== null &&
    !(body instanceof StreamableFile) &&
    !(body instanceof Date) &&
    !ArrayBuffer.isView(body) &&
    typeof (body as { pipe?: unknown }).pipe !== 'function'
  );
}

function fitRaw(reply: FastifyReply, body: unknown, status: number): unknown {
  const { config } = reply.request.routeOptions;
  const documented = config.answers && answerFor(config.answers, status);
  if (!config.answers || status >= 300 || reply.hasHeader('idempotency-replayed')) {
    return body;
  }
  const refuse = (fault: string): never => {
    throw new AnswerError(`${config.handler ?? 'The route'}, status ${status}: ${fault}`);
  };
  if (!documented) {
    return refuse('this status is not documented');
  }
  if (isBodiless(documented)) {
    return undefined;
  }
  if (body === undefined || body === null) {
    return isNullable(documented) ? null : refuse('the method returned nothing, but an answer is documented');
  }
  if (body instanceof Date) {
    return documented.json ? body : fitType(reply, textOf(body, documented, refuse), documented, refuse);
  }
  if (typeof body === 'string' || typeof body === 'object') {
    return fitType(reply, body, documented, refuse);
  }
  return documented.json
    ? body
    : refuse(`the method returned a ${typeof body}, but ${documented.types.join()} is documented`);
}

/** A time as JSON has it, without the quotes; where a day is documented, the day. */
function textOf(time: Date, { format }: DocumentedAnswer, refuse: (fault: string) => never): string {
  return Number.isNaN(time.getTime())
    ? refuse('the method returned an invalid Date')
    : time.toISOString().slice(0, format === 'date' ? 10 : undefined);
}

/** Gives text and bytes their documented type, unless the method or `@Header()` has given them one of these. */
function fitType(
  reply: FastifyReply,
  body: string | object,
  { types }: DocumentedAnswer,
  refuse: (fault: string) => never,
): unknown {
  const given =
    reply.getHeader('content-type') ?? (body instanceof StreamableFile ? typeOf(body) : undefined);
  if (types.length === 0) {
    return refuse(
      `the method returned ${typeof body === 'string' ? 'text' : 'bytes'}, but only JSON is documented`,
    );
  }
  if (given === undefined) {
    if (!types[0]!.includes('*')) {
      void reply.type(types[0] === 'text/plain' ? 'text/plain; charset=utf-8' : types[0]!);
    }
    return body;
  }
  const essence = String(given).split(';', 1)[0]!.trim().toLowerCase();
  return types.some((type) => covers(type, essence))
    ? body
    : refuse(`the content type is ${essence}, but ${types.join(', ')} is documented`);
}

/** The type that was given to a file; a file without one is `application/octet-stream`, which says nothing. */
function typeOf(file: StreamableFile): string | undefined {
  const { type } = file.getHeaders();
  return type === 'application/octet-stream' ? undefined : type;
}

function covers(documented: string, essence: string): boolean {
  const [type = '', subtype = ''] = documented.split(';', 1)[0]!.trim().toLowerCase().split('/');
  return (
    type === '*' || essence === `${type}/${subtype}` || (subtype === '*' && essence.startsWith(`${type}/`))
  );
}

function isNullable({ json }: DocumentedAnswer): boolean {
  return json !== undefined && 'nullable' in json && json.nullable === true;
}
