import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const POSTGRES = '/usr/lib/postgresql';

/** Debian's package for each program. */
const PROGRAMS = {
  initdb: 'postgresql',
  pgbouncer: 'pgbouncer',
  'redis-server': 'redis-server',
  haproxy: 'haproxy',
  nginx: 'nginx',
};

/** Says which programs are missing, before anything is started. */
export default function setup() {
  process.env.PATH += ':/usr/sbin:/sbin';
  const missing = Object.keys(PROGRAMS).filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    const packages = missing.map((program) => PROGRAMS[program]).join(' ');
    throw new Error(`test:cluster needs ${missing.join(', ')}. Install: apt-get install ${packages}`);
  }
}

function isInstalled(program) {
  if (program === 'initdb') {
    return (
      existsSync(POSTGRES) &&
      readdirSync(POSTGRES).some((version) => existsSync(path.join(POSTGRES, version, 'bin/initdb')))
    );
  }
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
