import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** A PostgreSQL server of the test's own, that can be stopped without hurting anybody. */
export class Cluster {
  private constructor(
    private readonly directory: string,
    private readonly port: number,
  ) {}

  /** Makes and starts a server. */
  static async start(): Promise<Cluster> {
    const directory = mkdtempSync(path.join(tmpdir(), 'strata-cluster-'));
    chmodSync(directory, 0o755);
    mkdirSync(path.join(directory, 'home'));
    const cluster = new Cluster(path.join(directory, 'home'), await freePort());
    giveToPostgres(cluster.directory);
    const data = path.join(cluster.directory, 'data');
    await cluster.#run(
      'initdb',
      '--pgdata',
      data,
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
    );
    await cluster.start();
    return cluster;
  }

  /** The server's URL. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    // Without fsync a cut of the machine's power would lose data, but not the end of the server's processes.
    const settings = `-c listen_addresses=127.0.0.1 -c port=${this.port} -c unix_socket_directories=${this.directory} -c fsync=off`;
    await this.#control('start', '--wait', '--log', path.join(this.directory, 'log'), '--options', settings);
  }

  /** @param mode `fast` ends connections and writes all out, `immediate` dies as by a power cut */
  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#control('stop', '--wait', '--mode', mode);
  }

  async destroy(): Promise<void> {
    try {
      await this.stop('immediate');
    } finally {
      rmSync(path.dirname(this.directory), { recursive: true, force: true });
    }
  }

  async #control(...args: string[]): Promise<void> {
    await this.#run('pg_ctl', '--pgdata', path.join(this.directory, 'data'), ...args);
  }

  /** PostgreSQL refuses to run as root. */
  async #run(command: string, ...args: string[]): Promise<void> {
    const program = path.join(binaries(), command);
    const [file, ...rest] = isRoot() ? ['runuser', '-u', 'postgres', '--', program] : [program];
    await promisify(execFile)(file, [...rest, ...args], { cwd: this.directory });
  }
}

const INSTALLED = '/usr/lib/postgresql';

/** Where the programs of the newest installed PostgreSQL are. */
export function binaries(): string {
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(a) - Number(b));
  return path.join(INSTALLED, versions.at(-1)!, 'bin');
}

/** PostgreSQL and PgBouncer refuse to run as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Makes the user postgres the owner of a directory, where the tests run as root. */
export function giveToPostgres(directory: string): void {
  if (isRoot()) {
    const owner = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
    chownSync(directory, owner, statSync(directory).gid);
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
