import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

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
    cluster.#run(
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
    cluster.start();
    return cluster;
  }

  /** The server's URL. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  start(options = ''): void {
    const settings = `-c listen_addresses=127.0.0.1 -c port=${this.port} -c unix_socket_directories=${this.directory} ${options}`;
    this.#control('start', '--wait', '--log', path.join(this.directory, 'log'), '--options', settings);
  }

  /** @param mode `fast` ends connections and writes all out, `immediate` dies as by a power cut */
  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    this.#control('stop', '--wait', '--mode', mode);
  }

  destroy(): void {
    try {
      this.stop('immediate');
    } finally {
      rmSync(path.dirname(this.directory), { recursive: true, force: true });
    }
  }

  #control(...args: string[]): void {
    this.#run('pg_ctl', '--pgdata', path.join(this.directory, 'data'), ...args);
  }

  /** PostgreSQL refuses to run as root. */
  #run(command: string, ...args: string[]): void {
    const program = path.join(binaries(), command);
    const [file, ...rest] = isRoot() ? ['runuser', '-u', 'postgres', '--', program] : [program];
    execFileSync(file, [...rest, ...args], { cwd: this.directory, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

const INSTALLED = '/usr/lib/postgresql';

function binaries(): string {
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(a) - Number(b));
  return path.join(INSTALLED, versions.at(-1)!, 'bin');
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function giveToPostgres(directory: string): void {
  if (isRoot()) {
    const owner = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
    chownSync(directory, owner, statSync(directory).gid);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
