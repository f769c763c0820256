import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExpectedVersions } from '../core/service/base.service.js';
import { ValidationError } from '../errors/errors.js';

/** One entity tag of a list, or `*` (RFC 9110, 8.8.3). */
const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** The entity tag of a version: strong, since every change raises the version. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/**
 * The versions that an `If-Match` header accepts: undefined for none or `*`. Weak tags and tags of another form match
 * no version (RFC 9110, 13.1.1).
 *
 * @throws ValidationError if the header is malformed
 */
export function expectedVersions(header: string | undefined): ExpectedVersions {
  if (header === undefined || header.trim() === '*') {
    return undefined;
  }
  return header.split(',').flatMap((part) => {
    const tag = TAG.exec(part.trim());
    if (!tag) {
      throw ValidationError.of(['header', 'if-match'], 'etag', 'Expected entity tags such as "3", or *');
    }
    const version = /^[1-9]\d{0,9}$/.test(tag[2]!) ? Number(tag[2]) : 0;
    return tag[1] || version === 0 || version > 2_147_483_647 ? [] : [version];
  });
}

/** Whether an `If-None-Match` header names the tag; weak tags count too (RFC 9110, 13.1.2). */
export function noneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) {
    return false;
  }
  return header.trim() === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === tag);
}

/** The versions that the `If-Match` header of the request accepts, see `expectedVersions`. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): ExpectedVersions =>
  expectedVersions(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** Sets the entity tag of an answer; a GET whose `If-None-Match` names it gets 304 instead of the row. */
export function sendTagged<T extends { version: number }>(
  request: FastifyRequest,
  reply: FastifyReply,
  row: T,
): T | undefined {
  const tag = entityTag(row.version);
  void reply.header('etag', tag);
  if (request.method === 'GET' && noneMatch(request.headers['if-none-match'], tag)) {
    void reply.status(304);
    return undefined;
  }
  return row;
}
