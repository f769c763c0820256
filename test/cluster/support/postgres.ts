import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withClient } from '../../faults/support/backends.js';
import { binaries, freePort } from '../../faults/support/cluster.js';
import { type Closable, run, signalTree, type Workshop } from './workshop.js';

/** A PostgreSQL server with the settings of ops/postgresql.conf: a primary, or a standby of one. */
export class Postgres implements Closable {
  private constructor(
    readonly name: string,
    readonly port: number,
    private readonly directory: string,
    private readonly workshop: Workshop,
  ) {}

  /** Makes and starts a server of its own, with a database `strata`. */
  static async primary(workshop: Workshop, name = 'primary'): Promise<Postgres> {
    const server = new Postgres(name, await freePort(), workshop.folder(name), workshop);
    const data = ['--pgdata', server.data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8'];
    await server.run('initdb', ...data);
    server.configure();
    workshop.keep(server);
    await server.start();
    await withClient(server.urlOf('postgres'), (client) => client.query('create database strata'));
    return server;
  }

  /** Copies this server and starts the copy as its standby, under its name in `synchronous_standby_names`. */
  async standby(name: string): Promise<Postgres> {
    const server = new Postgres(name, await freePort(), this.workshop.folder(name), this.workshop);
    await server.copy(this);
    server.configure();
    this.workshop.keep(server);
    await server.start();
    return server;
  }

  /** Takes a backup with pg_basebackup. @returns a server of it, which is not started */
  async backup(name: string): Promise<Postgres> {
    const server = new Postgres(name, await freePort(), this.workshop.folder(name), this.workshop);
    const from = `host=127.0.0.1 port=${this.port} user=postgres`;
    await server.run('pg_basebackup', '--dbname', from, '--pgdata', server.data, '--checkpoint', 'fast');
    server.configure();
    return this.workshop.keep(server);
  }

  get data(): string {
    return path.join(this.directory, 'data');
  }

  get url(): string {
    return this.urlOf('strata');
  }

  urlOf(database: string, user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    await this.control('start', '--log', path.join(this.directory, 'log'));
  }

  /** @param mode `fast` ends connections and writes all out, `immediate` dies as by a power cut */
  async stop(mode: 'fast' | 'immediate' = 'immediate'): Promise<void> {
    await this.control('stop', '--mode', mode);
  }

  async promote(): Promise<void> {
    await this.control('promote');
  }

  /** Stops every process of the server where it is; its connections stay open and silent. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Runs a statement past the application, and past any pooler. */
  async query<R extends object = object>(text: string, values: unknown[] = []): Promise<R[]> {
    return withClient(this.url, async (client) => (await client.query<R>(text, values)).rows);
  }

  /** Changes a setting of the running server. */
  async set(name: string, value: string): Promise<void> {
    await this.query(`alter system set ${name} = '${value}'`);
    await this.query('select pg_reload_conf()');
  }

  async close(): Promise<void> {
    try {
      this.thaw();
      await this.stop();
    } catch {
      // It had ended before.
    }
  }

  private async copy(of: Postgres): Promise<void> {
    const env = [
      `PATH=${binaries()}:${process.env.PATH}`,
      `PGDATA=${this.data}`,
      'PRIMARY_HOST=127.0.0.1',
      `PRIMARY_PORT=${of.port}`,
      'PRIMARY_USER=postgres',
      `REPLICA_NAME=${this.name}`,
    ];
    await run(this.directory, 'env', ...env, 'sh', this.workshop.shipped('replica.sh'), 'true');
  }

  /** The last line of a setting counts, so a copy has its own. Without fsync only a cut of the power loses data. */
  private configure(): void {
    appendFileSync(
      path.join(this.data, 'postgresql.conf'),
      `\ninclude '${this.workshop.shipped('postgresql.conf')}'
listen_addresses = '127.0.0.1'
port = ${this.port}
unix_socket_directories = '${this.directory}'
fsync = off\n`,
    );
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = Number(readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
    signalTree(pid, signal);
  }

  private async control(...args: string[]): Promise<void> {
    await this.run('pg_ctl', '--wait', '--pgdata', this.data, ...args);
  }

  private async run(program: string, ...args: string[]): Promise<void> {
    await run(this.directory, path.join(binaries(), program), ...args);
  }
}
