import type { IncomingMessage } from 'node:http';
import { isIP, type BlockList } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { addressList, isListed } from '#lib/env/address-list.ts';
import { env } from '#lib/env/env.ts';
import { AppError } from '#lib/errors/app-error.ts';

/** Where a request came from and how its sender calls us; `X-Forwarded-*` count only from trusted proxies. */
export type ClientFacts = {
  address: string;
  scheme: 'http' | 'https';
  /** As the client wrote it, checked: it goes into answers. */
  host: string;
  /** The public address (`https://registry.example.com`) that challenges name. */
  origin: string;
};

/** @throws AppError REQUEST_INVALID when the Host header is missing, malformed or there more than once (RFC 9112, 3.2) */
export function clientFacts(request: IncomingMessage): ClientFacts {
  const remote = plainAddress(request.socket.remoteAddress ?? '');
  const believed = isTrusted(remote);
  const forwarded = (name: string) => (believed ? lastOf(request.headers[name]) : undefined);
  const encrypted = (request.socket as Partial<TLSSocket>).encrypted === true;
  const scheme =
    (forwarded('x-forwarded-proto') ?? (encrypted ? 'https' : 'http')) === 'https' ? 'https' : 'http';
  const host = checkedHost(forwarded('x-forwarded-host') ?? onlyHost(request));
  const address = believed ? clientAddress(request.headers['x-forwarded-for'], remote) : remote;
  return { address, scheme, host, origin: publicOrigin(new URL(`${scheme}://${host}`)) };
}

/** Node keeps the first of several, a proxy in front may have gone by the last. */
function onlyHost({ headers, rawHeaders }: IncomingMessage): string {
  const count = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  return count === 1 ? (headers.host ?? '') : '';
}

const HOST = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

function checkedHost(host: string): string {
  if (HOST.test(host) && URL.canParse(`http://${host}`)) return host;
  throw new AppError('REQUEST_INVALID', 'The request has no valid Host header.');
}

/**
 * With PUBLIC_URL(S): the one with the asker's host, else the first, since a proxy may have put another host there.
 * Without: the address that was used.
 */
function publicOrigin(used: URL): string {
  const { publicUrls } = env();
  return publicUrls.find((url) => new URL(url).host === used.host) ?? publicUrls[0] ?? used.origin;
}

/** The address before those of trusted proxies, from the right: what stands further left, anyone may have written. */
function clientAddress(header: string | string[] | undefined, remote: string): string {
  const chain = [...(header === undefined ? [] : String(header).split(',')), remote].map((item) =>
    plainAddress(item.trim()),
  );
  const client = chain.findLast((address) => isIP(address) !== 0 && !isTrusted(address));
  return client ?? remote;
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header).split(',').at(-1)!.trim();
}

/** IPv4 on a socket of both families is written `::ffff:1.2.3.4`. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

let trusted: { of: readonly string[]; list: BlockList } | undefined;

function isTrusted(address: string): boolean {
  const { trustedProxies } = env();
  if (trustedProxies.length === 0) return false;
  if (trusted?.of !== trustedProxies) trusted = { of: trustedProxies, list: addressList(trustedProxies) };
  return isListed(trusted.list, address);
}
