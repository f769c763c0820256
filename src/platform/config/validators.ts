import { BlockList, isIP } from 'node:net';
import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import { canonicalEmail } from './canonical-email.js';
import { parseDatabaseUrl } from './database-url.js';
import { makeExactValidator, makeValidator } from 'envalid';

/*
 * Validators of single environment values. Each throws an Error whose message completes the sentence
 * "KEY: …". No message repeats the value: it may be a secret that was put under the wrong key.
 */

const WHOLE_NUMBER = /^\d{1,15}$/;
const DECIMAL_NUMBER = /^\d{1,9}(\.\d{1,30})?$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$|^[^\s@]+@localhost$/;
const HOST_NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?:\.(?!-)[A-Za-z0-9-]{1,63})*\.?$/;
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];
const OWNED_HEADERS =
  /^(authorization|connection|content-.*|cookie|date|etag|host|idempotency-key|if-.*|link|location|retry-after|set-cookie|te|trailer|traceparent|transfer-encoding|upgrade|vary|www-authenticate)$/i;

function splitList(input: string): string[] {
  return input
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function parseUrl(input: string, protocols: readonly string[]): URL {
  const expected = `must be a URL that starts with ${protocols.map((name) => `${name}//`).join(' or ')}`;
  const url = URL.parse(input);
  if (url === null || !protocols.includes(url.protocol)) throw new Error(expected);
  return url;
}

function isAddressOrNetwork(entry: string): boolean {
  if (NAMED_NETWORKS.includes(entry) || isIP(entry) !== 0) return true;
  const [address = '', prefix = '', ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || !/^[1-9]\d{0,2}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), version === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/** One of a fixed set of words. */
export function oneOf<const Word extends string>(...words: Word[]) {
  return makeExactValidator<Word>((input) => {
    const word = words.find((candidate) => candidate === input);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  });
}

/** `true`, `1`, `yes`, `on`, or `false`, `0`, `no`, `off`, in any case. */
export const flag = makeExactValidator<boolean>((input) => {
  const word = input.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  if (['false', '0', 'no', 'off'].includes(word)) return false;
  throw new Error('must be true or false');
});

/** A whole number in decimal digits from `min` to `max`, both included. */
export function wholeNumber(min: number, max: number) {
  return makeExactValidator<number>((input) => {
    const value = WHOLE_NUMBER.test(input) ? Number(input) : NaN;
    if (value >= min && value <= max) return value;
    throw new Error(`must be a whole number from ${String(min)} to ${String(max)}`);
  });
}

/** A number of processes from 1 to `max`, or `auto`: one for each core that this machine gives. */
export function processCount(max: number) {
  return makeExactValidator<number>((input) => {
    if (input === 'auto') return Math.min(availableParallelism(), max);
    const value = WHOLE_NUMBER.test(input) ? Number(input) : NaN;
    if (value >= 1 && value <= max) return value;
    throw new Error(`must be auto, or a whole number from 1 to ${String(max)}`);
  });
}

/** A decimal number greater than zero and at most `max`. */
export function positiveNumber(max: number) {
  return makeExactValidator<number>((input) => {
    const value = DECIMAL_NUMBER.test(input) ? Number(input) : NaN;
    if (value > 0 && value <= max) return value;
    throw new Error(`must be a number greater than 0 and at most ${String(max)}`);
  });
}

/** A text that is sent as a token: long enough that nobody guesses it. */
export const secret = makeExactValidator<string>((input) => {
  if (/^[\x21-\x7e]{16,512}$/.test(input)) return input;
  throw new Error('must be 16 to 512 printable ASCII characters without spaces');
});

/** Any text. */
export const text = makeExactValidator<string>((input) => input);

/**
 * The path of a directory. A shell replaces `~/` and `$HOME` before the process sees them, and nothing does so in `.env`:
 * the first means the same there, and the second is refused, for no folder of that name is meant.
 */
export const directory = makeExactValidator<string>((input) => {
  if (/^~(?:$|\/)/.test(input)) return path.join(homedir(), input.slice(1));
  if (/^(?:~|\$[A-Za-z_{])/.test(input)) {
    throw new Error(
      'must be the path itself, or begin with ~/ for the home directory: no other name of a directory is replaced',
    );
  }
  return input;
});

/** A name for people: 1 to 60 characters in one line, without the signs that a mail's sender gives a meaning to. */
export const displayName = makeExactValidator<string>((input) => {
  if (!/^[^\p{C}<>"@]{1,60}$/u.test(input)) {
    throw new Error(
      'must be a name of at most 60 characters, without control characters, quotes, <, > and @',
    );
  }
  return input;
});

/** An IP address or a host name to listen on. */
export const hostName = makeExactValidator<string>((input) => {
  if (isIP(input) !== 0) return input;
  // Four numbers that isIP refuses are a mistyped address, not a host name.
  if (HOST_NAME.test(input) && input.length <= 253 && !/^[\d.]+$/.test(input)) return input;
  throw new Error('must be an IP address or a host name');
});

/** A `postgres://` or `postgresql://` URL that names a database. */
export const databaseUrl = makeExactValidator<string>(parseDatabaseUrl);

/** The name of a schema that needs no quotes. PostgreSQL keeps those with `pg_` for itself. */
export const schemaName = makeExactValidator<string>((input) => {
  if (!/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/.test(input)) {
    throw new Error(
      'must be a name of small letters, digits and _, at most 63, that does not begin with pg_',
    );
  }
  return input;
});

/** A comma list of PostgreSQL URLs. */
export const databaseUrlList = makeExactValidator<readonly string[]>((input) => {
  return Object.freeze(splitList(input).map(parseDatabaseUrl));
});

/** A `redis://` or `rediss://` URL. */
export const redisUrl = makeExactValidator<string>((input) => {
  const url = parseUrl(input, ['redis:', 'rediss:']);
  if (url.hostname === '') throw new Error('must name a host, as in redis://host:6379');
  return input;
});

/** An `smtp://` or `smtps://` URL. */
export const smtpUrl = makeExactValidator<string>((input) => {
  const url = parseUrl(input, ['smtp:', 'smtps:']);
  if (url.hostname === '') throw new Error('must name a host, as in smtp://user:password@host:587');
  return input;
});

/** An `http(s)` URL without query, fragment or credentials; a trailing slash is dropped. */
export const baseUrl = makeExactValidator<string>((input) => {
  const url = parseUrl(input, ['http:', 'https:']);
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    throw new Error('must be a plain base URL, without query, fragment or credentials');
  }
  return url.href.replace(/\/+$/, '');
});

/** An e-mail address, in the form in which the API keeps them. */
export const emailAddress = makeExactValidator<string>((input) => {
  if (input.length > 254 || !EMAIL.test(input)) throw new Error('must be an e-mail address');
  return canonicalEmail(input);
});

/** A sender: `name@host`, or `Name <name@host>`. */
export const mailSender = makeExactValidator<string>((input) => {
  const address = /^[^<>\r\n]*<([^<>]+)>$/.exec(input)?.[1] ?? input;
  if (!EMAIL.test(address)) throw new Error('must be an e-mail address, or "Name <name@host>"');
  return input;
});

/** A password under the rule of the API: 8 to 128 characters (Unicode code points). */
export const password = makeExactValidator<string>((input) => {
  const length = Array.from(input).length;
  if (length < 8 || length > 128) throw new Error('must have 8 to 128 characters');
  return input;
});

/** `false`, or a comma list of addresses and networks (CIDR); the type is what Fastify takes. */
export const trustedProxies = makeValidator<false | readonly string[]>((input) => {
  if (['false', '0', 'no', 'off'].includes(input.toLowerCase())) return false;
  const entries = splitList(input);
  if (entries.length === 0 || !entries.every(isAddressOrNetwork)) {
    throw new Error(
      `must be false, or a comma list of IP addresses, networks such as 10.0.0.0/8, or ${NAMED_NETWORKS.join(', ')}`,
    );
  }
  return Object.freeze(entries);
});

/** A comma list of web origins. `*` is refused, because answers allow credentials. */
export const originList = makeExactValidator<readonly string[]>((input) => {
  const entries = splitList(input);
  if (entries.includes('*')) {
    throw new Error('must list each origin: "*" cannot be combined with credentials');
  }
  const isOrigin = (entry: string) => /^https?:/.test(entry) && URL.parse(entry)?.origin === entry;
  if (!entries.every(isOrigin)) {
    throw new Error('must be a comma list of origins such as https://app.example.com, without path or slash');
  }
  return Object.freeze(entries);
});

/** A header name (RFC 9110 token) that no other part of the protocol uses. */
export const headerName = makeExactValidator<string>((input) => {
  if (!HEADER_NAME.test(input)) throw new Error('must be a valid HTTP header name');
  if (OWNED_HEADERS.test(input)) throw new Error('must be a header that has no other meaning');
  return input;
});
