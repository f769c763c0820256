import type { IncomingMessage } from 'node:http';

/** `http://host` of a request in absolute form, as for a proxy (RFC 9112, 3.2.2). */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/** No route has it. */
const NOWHERE = '/-';

const malformed = new WeakSet<object>();

/**
 * The URL by which a request is routed: path and query string. A malformed one leads nowhere, so that its request still
 * passes through every hook – log, headers, limits – to `isMalformed`.
 */
export function routedUrl(request: Pick<IncomingMessage, 'url'>): string {
  const url = (request.url ?? '/').replace(ORIGIN, '');
  if (url.includes('%') && !isDecodable(url)) {
    malformed.add(request);
    return NOWHERE;
  }
  return url.startsWith('/') || url === '*' ? url : `/${url}`;
}

/** Whether the URL of a request was not valid percent-encoded UTF-8. */
export function isMalformed(request: object): boolean {
  return malformed.has(request);
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}
