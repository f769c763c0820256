import { readFileSync } from 'node:fs';
import { freePort } from '../../faults/support/cluster.js';
import type { Daemon, Workshop } from './workshop.js';

/** What is in front of the processes, and where. */
export interface Balancer {
  daemon: Daemon;
  url: string;
}

/** Starts HAProxy with ops/haproxy.cfg. @param apps the ports of three processes */
export async function startHaproxy(workshop: Workshop, apps: number[]): Promise<Balancer> {
  const port = await freePort();
  const [one, two, three] = apps.map((app) => `127.0.0.1:${app}`);
  const env = { HTTP_BIND: `127.0.0.1:${port}`, APP_1: one, APP_2: two, APP_3: three };
  const daemon = await workshop.daemon(port, 'haproxy', ['-db', '-f', workshop.shipped('haproxy.cfg')], env);
  return { daemon, url: `http://127.0.0.1:${port}` };
}

/** Starts nginx with ops/nginx.conf. @param apps the ports of three processes */
export async function startNginx(workshop: Workshop, apps: number[]): Promise<Balancer> {
  const port = await freePort();
  const addresses: Record<string, string> = { HTTP_PORT: `127.0.0.1:${port}` };
  apps.forEach((app, i) => (addresses[`APP_${i + 1}`] = `127.0.0.1:${app}`));
  const text = readFileSync('ops/nginx.conf', 'utf8').replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => addresses[name]!,
  );
  const folder = workshop.folder('nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const own = text.replace('http {', `http {\naccess_log off;\n${temporary.join('\n')}`);
  const file = workshop.file('nginx.conf', `pid ${folder}/pid;\nerror_log stderr error;\n${own}`);
  const daemon = await workshop.daemon(port, 'nginx', ['-c', file, '-p', folder, '-g', 'daemon off;']);
  return { daemon, url: `http://127.0.0.1:${port}` };
}

/** Starts HAProxy with ops/haproxy-postgres.cfg. @param servers the ports of three servers and of what tells their roles */
export async function startPrimaryProxy(
  workshop: Workshop,
  servers: { port: number; check: number }[],
): Promise<number> {
  const port = await freePort();
  const env: Record<string, string> = { PRIMARY_BIND: `127.0.0.1:${port}` };
  servers.forEach((server, i) => {
    env[`DB_${i + 1}`] = `127.0.0.1:${server.port}`;
    env[`DB_${i + 1}_CHECK`] = String(server.check);
  });
  await workshop.daemon(port, 'haproxy', ['-db', '-f', workshop.shipped('haproxy-postgres.cfg')], env);
  return port;
}
