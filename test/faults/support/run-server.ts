import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';

/** The application as a process of its own, as `npm start` runs it. */
export interface Server {
  process: ChildProcess;
  url: string;
  /** Everything it has written, on either stream. */
  output: () => string;
  /** How it ended: its exit code, or the signal that killed it. */
  exit: Promise<number | string | null>;
}

/**
 * Starts the built application and waits until it listens or ends.
 *
 * @param env configuration; nothing but PATH is taken over from the test
 */
export async function runServer(env: Record<string, string>, script = 'dist/src/main.js'): Promise<Server> {
  const child = spawn(process.execPath, [path.resolve(script)], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', RATE_LIMIT_ENABLED: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exit = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | string | null);
  const listens = new Promise<string>((resolve) => {
    const read = (text: Buffer): void => {
      output += text.toString();
      const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(output) ?? /"port":(\d+)/.exec(output);
      if (found) resolve(found[1] ? `http://127.0.0.1:${found[1]}` : found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const url = await Promise.race([listens, exit.then(() => '')]);
  return { process: child, url, output: () => output, exit };
}

/** Registers a user. @returns the headers of requests in that user's name */
export async function signIn(url: string): Promise<Record<string, string>> {
  const account = {
    email: `${randomUUID()}@example.com`,
    password: 'a long enough one',
    display_name: 'Tester',
  };
  const response = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  const { token } = (await response.json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}

/** Creates an item. @returns the status, or 0 when no answer came */
export async function postItem(url: string, headers: Record<string, string>, name: string): Promise<number> {
  try {
    const response = await fetch(`${url}/api/v1/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** The names of all items in order, read page by page. */
export async function namesOf(url: string, headers: Record<string, string>): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const response = await fetch(`${url}/api/v1/items?size=100${query}`, { headers });
    const page = (await response.json()) as { items: { name: string }[]; next_cursor: string | null };
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor;
  }
  return names.sort();
}
