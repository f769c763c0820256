import { once } from 'node:events';
import { connect } from 'node:net';

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string;
  /** Path and query, not encoded any further. */
  target: string;
  headers: [string, string][];
  body?: Buffer;
}

/** What came back. */
export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Sends a request byte by byte as given, which HTTP clients would refuse to, and reads the whole answer. */
export async function send(baseUrl: string, request: WireRequest): Promise<WireResponse> {
  const { hostname, port } = new URL(baseUrl);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => received.push(bytes));
  // The server may close before it has read a body that is too long.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(headOf(request), 'latin1');
  if (request.body) socket.write(request.body);
  await once(socket, 'close');
  return parse(Buffer.concat(received));
}

function headOf({ method, target, headers, body }: WireRequest): string {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body ? [`Content-Length: ${body.length}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function parse(bytes: Buffer): WireResponse {
  const text = bytes.toString('latin1').replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const end = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1]);
  if (!status) {
    throw new Error(`No HTTP response: ${JSON.stringify(text.slice(0, 200))}`);
  }
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const raw = text.slice(end + 4);
  const body = headers['transfer-encoding'] === 'chunked' ? unchunked(raw) : raw;
  return { status, headers, text: Buffer.from(body, 'latin1').toString('utf8') };
}

function unchunked(text: string): string {
  let rest = text;
  let body = '';
  for (;;) {
    const lineEnd = rest.indexOf('\r\n');
    const size = parseInt(rest.slice(0, lineEnd), 16);
    if (!(size > 0)) return body;
    body += rest.slice(lineEnd + 2, lineEnd + 2 + size);
    rest = rest.slice(lineEnd + 2 + size + 2);
  }
}

/** The request as a line for a shell. */
export function asCurl(baseUrl: string, { method, target, headers, body }: WireRequest): string {
  const parts = [
    ...(body ? [`printf %s ${body.toString('base64')} | base64 -d |`] : []),
    `curl -sS -i --globoff --path-as-is -X ${quoted(method)}`,
    ...headers.map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body ? ['--data-binary @-'] : []),
    ...(target.startsWith('/')
      ? [quoted(baseUrl + target)]
      : [`--request-target ${quoted(target)} ${quoted(baseUrl)}`]),
  ];
  return parts.join(' ');
}

function quoted(text: string): string {
  const escaped = text.replace(
    /[^ -&(-[\]-~]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return escaped === text ? `'${text}'` : `$'${escaped}'`;
}
