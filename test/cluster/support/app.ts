import { runServer, type Server } from '../../faults/support/run-server.js';
import { eventually } from '../../faults/support/eventually.js';
import type { Closable, Workshop } from './workshop.js';

/** A process of the application, as `npm start` runs it. */
export interface App extends Server, Closable {}

/** Starts a process of the application; it ends with the workshop at the latest. */
export async function startApp(workshop: Workshop, env: Record<string, string>): Promise<App> {
  const server = await runServer({ LOG_LEVEL: 'warn', ...env });
  const close = async (): Promise<void> => {
    server.process.kill('SIGKILL');
    await server.exit;
  };
  return workshop.keep({ ...server, close });
}

/** The status of a GET; 0 when no answer came. */
export async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  try {
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Waits until a process can serve. */
export async function ready(app: { url: string }, ms = 10_000): Promise<void> {
  await eventually(async () => (await statusOf(`${app.url}/health/ready`)) === 200, ms);
}

/** Sends JSON. @returns the status, and the answer's body if it is JSON */
export async function send<T = Record<string, unknown>>(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: object,
): Promise<{ status: number; body: T }> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
}
