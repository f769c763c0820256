import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A request by hand, byte by byte. */
export class RawRequest {
  #received = '';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => (this.#received += bytes.toString()));
    socket.on('error', () => undefined);
  }

  static async to(url: string): Promise<RawRequest> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawRequest(socket);
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** All that came until the server closed the connection. */
  async response(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.#received;
  }

  get received(): string {
    return this.#received;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The head and the first part of a POST, and the part that completes it. */
export function slowPost(path: string, body: object, headers: Record<string, string> = {}): [string, string] {
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: test',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return [`${head.join('\r\n')}\r\n\r\n${text.slice(0, 5)}`, text.slice(5)];
}
