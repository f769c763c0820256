import { compile } from '@fastify/proxy-addr';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** Bits of an IPv6 address that tell one client from another: one client has all addresses of its /64. */
const NETWORK_BITS = 64;

/**
 * Whether an address is that of a proxy whose forwarding headers count. A proxy that adds ports adds them to the address of
 * another proxy too: that one is trusted nevertheless, else all its clients would be one.
 *
 * @param proxies addresses, networks, and the names of networks that `TRUST_PROXY` knows
 */
export function trustIn(proxies: readonly string[]): (address: string, hop: number) => boolean {
  const trusts = compile([...proxies]);
  return (address, hop) => trusts(parse(address) ?? address, hop);
}

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

/** `192.0.2.8:1000`, `[2001:db8::8]:1000` or `[2001:db8::8]`. */
const WITH_PORT = /^(?:([\d.]+):\d+|\[([^\]]+)\](?::\d+)?)$/;

/**
 * An address in its one form: IPv4 that came as IPv6 is IPv4 again. Other ways to write a number (`5`, `010.0.0.1`, `0x7f.1`),
 * which the parser would take, are junk.
 */
function parse(text = ''): string | undefined {
  const [, v4, v6] = WITH_PORT.exec(text) ?? [];
  const bare = v4 ?? v6 ?? text;
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare.replace(/%.*$/, '')).toString();
}
