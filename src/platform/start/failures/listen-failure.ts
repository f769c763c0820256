import type { Failure } from './failure.js';

/** What the system says when a port cannot be listened on. */
const CAUSES: Record<string, string> = {
  EADDRINUSE: 'is in use. Stop what listens there, or set PORT to another port',
  EACCES: 'is forbidden to this user. Set PORT to one above 1023',
  EADDRNOTAVAIL: 'is no address of this machine. Set HOST to one that is, or to 0.0.0.0 for all',
  ENOTFOUND: 'cannot be found: the name is unknown. Set HOST to an IP address or a name of this machine',
  EAI_AGAIN: 'cannot be found: no name server answers. Set HOST to an IP address',
};

/** The port cannot be listened on. */
export function listenFailure({
  root: { code = '', syscall, hostname },
  config,
}: Failure): string | undefined {
  const isOurs =
    syscall === 'listen' || syscall === 'bind' || (syscall === 'getaddrinfo' && hostname === config.HOST);
  if (!isOurs) {
    return undefined;
  }
  const cause = CAUSES[code] ?? 'cannot be listened on. Set HOST and PORT to an address of this machine';
  return `${config.HOST}:${config.PORT} ${cause} (${code}).`;
}
