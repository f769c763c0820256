import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A network between the application and its database that can be made to fail. */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #swallowing = false;
  #delay = 0;

  private constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    this.#server = createServer((socket) => this.#join(socket));
  }

  /** @param url of the server behind the proxy */
  static async before(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new TcpProxy(hostname, Number(port || 5432));
    await proxy.#listen(0);
    return proxy;
  }

  /** The same URL, by way of the proxy. */
  urlOf(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return through.href;
  }

  /** Cuts every connection, as when a cable is pulled out of a switch. */
  cut(): void {
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
  }

  /** Cuts every connection and refuses new ones; the result takes them again. */
  async goAway(): Promise<() => Promise<void>> {
    const { port } = this.#server.address() as AddressInfo;
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
    return () => this.#listen(port);
  }

  /** From now on every byte disappears, in both directions, while connections stay open. */
  swallow(): void {
    this.#swallowing = true;
  }

  /** From now on every packet takes this long (ms). */
  delay(ms: number): void {
    this.#delay = ms;
  }

  /** Passes bytes on again; what was swallowed stays lost. */
  heal(): void {
    this.#swallowing = false;
    this.#delay = 0;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #join(near: Socket): void {
    const far = connect(this.port, this.host);
    this.#pass(near, far);
    this.#pass(far, near);
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes) => {
      if (!this.#swallowing) {
        if (this.#delay > 0) setTimeout(() => to.write(bytes), this.#delay);
        else to.write(bytes);
      }
    });
    from.on('end', () => {
      if (!this.#swallowing) to.end();
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#swallowing) to.destroy();
    });
  }
}
