import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { SocketAddress } from 'node:net';

/** Bits of an IPv6 address that tell one client from another: one client has all addresses of its /64. */
const NETWORK_BITS = 64;

type Asked = Pick<FastifyRequest, 'ip' | 'raw'>;

/**
 * The address that a request comes from; behind a trusted proxy, the one that it forwards, without the port that some
 * proxies add. What is no address does not count: then it is that of the proxy.
 */
export function addressOf({ ip, raw }: Asked): string {
  return parse(ip) ?? parse(raw.socket.remoteAddress) ?? '';
}

/** What a client is counted by: its IPv4 address, or the /64 of its IPv6 address. */
export function networkOf(request: Asked): string {
  const address = addressOf(request);
  if (!address.includes(':')) {
    return address;
  }
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${NETWORK_BITS}`).toString()}/${NETWORK_BITS}`;
}

/** An address in its one form: IPv4 that came as IPv6 is IPv4 again. */
function parse(text: string | undefined): string | undefined {
  const bare = text === undefined || ipaddr.isValid(text) ? text : SocketAddress.parse(text)?.address;
  return bare === undefined ? undefined : ipaddr.process(bare.replace(/%.*$/, '')).toString();
}
