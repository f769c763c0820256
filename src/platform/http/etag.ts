import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { currentUser } from '../context/request-context.js';
import type { Versions } from '../core/service/permission.js';
import { ValidationError } from '../errors/errors.js';

/** One element of a list of entity tags, which may be empty, up to the comma or the end (RFC 9110, 5.6.1 and 8.8.3). */
const ELEMENT = /[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(?:,|$)/y;

const VERSION = /^[1-9]\d{0,9}$/;
const MAX_VERSION = 2_147_483_647;

interface Tag {
  weak: boolean;
  value: string;
}

/** The entity tag of a version: strong, since every change raises the version. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** The tag of a version of the caller's own row, below a URL that is another row for each caller: it holds the id. */
export function ownTag(id: string, version: number): string {
  return `"${id}.${version}"`;
}

/**
 * The versions that an `If-Match` header accepts: undefined for no header or `*`. Weak tags, and tags that no version
 * has, accept none (RFC 9110, 13.1.1).
 *
 * @param prefix what the tags begin with: the id of the caller's own row, and a dot
 * @throws ValidationError if the header is malformed
 */
export function expectedVersions(header: string | undefined, prefix = ''): Versions {
  if (header === undefined || header.trim() === '*') {
    return undefined;
  }
  const tags = tagsOf(header);
  if (!tags) {
    throw ValidationError.of(['header', 'if-match'], 'etag', 'Expected entity tags such as "3", or *');
  }
  return tags
    .filter(({ weak, value }) => !weak && value.startsWith(prefix))
    .map(({ value }) => value.slice(prefix.length))
    .filter((version) => VERSION.test(version) && Number(version) <= MAX_VERSION)
    .map(Number);
}

/**
 * Whether an `If-None-Match` header names the tag; weak tags count too (RFC 9110, 13.1.2). A malformed header names
 * none: it only costs its sender the whole answer.
 */
export function namesTag(header: string, tag: string): boolean {
  return header.trim() === '*' || (tagsOf(header)?.some(({ value }) => `"${value}"` === tag) ?? false);
}

/** The tags of a list; undefined if it is malformed or has none. */
function tagsOf(header: string): Tag[] | undefined {
  const tags: Tag[] = [];
  ELEMENT.lastIndex = 0;
  while (ELEMENT.lastIndex < header.length) {
    const element = ELEMENT.exec(header);
    if (!element) {
      return undefined;
    }
    if (element[2] !== undefined) {
      tags.push({ weak: element[1] !== undefined, value: element[2] });
    }
  }
  return tags.length > 0 ? tags : undefined;
}

/** The versions that the `If-Match` header of the request accepts, see `expectedVersions`. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): Versions => {
  const { headers, routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
  return expectedVersions(headers['if-match'], routeOptions.config.own ? `${currentUser()!.id}.` : '');
});
