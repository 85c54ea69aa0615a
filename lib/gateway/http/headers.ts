import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** Of one connection, never passed on (RFC 9110, 7.6.1), in either direction. The only list of them. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** The headers that go on to the next connection: without those of this one, also those that `Connection` names. */
export function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !HOP_BY_HOP.has(name) && !named.includes(name),
    ),
  );
}

/** On every answer, whoever made it. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** A year, as browsers' lists ask for. Nothing is said of subdomains, which may be others'. */
const HSTS = { 'strict-transport-security': 'max-age=31536000' };

/** Who came by TLS, comes by nothing else (RFC 6797); browsers pay no heed to it without a certificate that they trust. */
export function transportHeaders({ scheme }: { scheme: 'http' | 'https' }): Record<string, string> {
  return scheme === 'https' ? HSTS : {};
}

/** For what is no page: nothing in it may run or be framed. */
export const CSP_NOTHING = "default-src 'none'; frame-ancestors 'none'";
