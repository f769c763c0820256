import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { devNull } from 'node:os';
import path from 'node:path';
import type { Usage } from './probe.js';

const PROBE = path.join(import.meta.dirname, 'probe.js');

/** The image of Strata: both servers run with its options of Node and its environment. */
const IMAGE = readFileSync('Dockerfile', 'utf8');
const NODE_OPTIONS = (JSON.parse(/^CMD (\[.*\])$/m.exec(IMAGE)![1]!) as string[]).filter((word) =>
  word.startsWith('--'),
);
const ENVIRONMENT = Object.fromEntries(
  [...IMAGE.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, key, value]) => [key!, value!] as const),
);

/** Longest wait for a server to become ready, in milliseconds. */
const START_LIMIT = 120_000;

/** A server under load, in a process of its own whose output goes to the null device. */
export class ServerProcess {
  private constructor(
    readonly url: string,
    /** Milliseconds from the start of the process until it said that it is ready. */
    readonly readyAfter: number,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param main the module to run
   * @param env its whole environment, but for `PORT`
   * @param nodeOptions such as `--cpu-prof`
   */
  static async start(
    main: string,
    env: NodeJS.ProcessEnv,
    nodeOptions: readonly string[] = [],
  ): Promise<ServerProcess> {
    const port = await freePort();
    const begun = performance.now();
    const child = fork(path.resolve(import.meta.dirname, main), {
      env: { PATH: process.env.PATH, ...ENVIRONMENT, HOST: '127.0.0.1', PORT: String(port), ...env },
      execArgv: [...NODE_OPTIONS, ...nodeOptions, '--import', PROBE],
      stdio: ['ignore', openSync(devNull, 'w'), 'inherit', 'ipc'],
    });
    const url = `http://127.0.0.1:${port}`;
    try {
      await untilReady(`${url}/health/ready`, child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return new ServerProcess(url, performance.now() - begun, child);
  }

  /** The processes that serve: its workers, or itself. On Linux. */
  get serving(): number[] {
    const pid = this.child.pid!;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.length > 0 ? children.map(Number) : [pid];
  }

  async usage(): Promise<Usage> {
    this.child.send('usage');
    const [usage] = (await once(this.child, 'message')) as [Usage];
    return usage;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const limit = performance.now() + START_LIMIT;
  while (performance.now() < limit) {
    if (child.exitCode !== null) {
      throw new Error(`The server ended with exit code ${child.exitCode}; its message is above`);
    }
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`The server was not ready within ${START_LIMIT} ms`);
}

/** A port that nobody uses at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
