import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { StartError } from '../errors/start-error.js';

/** Where metrics come from. */
export interface MetricsSource {
  contentType: string;
  text: () => Promise<string>;
}

/**
 * Serves metrics on a port of their own, to whoever reaches it.
 *
 * @throws StartError if the port is taken
 */
export async function serveMetrics(source: MetricsSource, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => void answer(source, request, response));
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(
      `The metrics cannot be served on ${host}:${port}: is another program there? Set METRICS_PORT to a free port.`,
      { cause: error },
    );
  }
  return server;
}

async function answer(
  source: MetricsSource,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' || url !== '/metrics') {
    response.writeHead(404).end();
    return;
  }
  const text = await source.text();
  response.writeHead(200, { 'content-type': source.contentType, 'cache-control': 'no-store' }).end(text);
}
