import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AppError } from '#lib/errors/app-error.ts';
import { pinned, resolveTarget } from './resolve-target.ts';

export type OutboundSocketOptions = {
  host: string;
  port: number;
  tls: boolean;
  /** In PEM, instead of the authorities that Node trusts. */
  ca?: string | undefined;
  timeoutMs?: number;
};

const TIMEOUT_MS = 10_000;

/**
 * A TCP connection, with TLS if asked, to a host that somebody configured: only to addresses that were checked. The certificate must
 * be one of the host's, of an authority that Node trusts (NODE_EXTRA_CA_CERTS adds some). Once it is open, errors are the caller's.
 * @throws AppError REQUEST_INVALID for an address that is not allowed, UPSTREAM_ERROR or UPSTREAM_TIMEOUT when nobody answers
 */
export async function outboundSocket(options: OutboundSocketOptions): Promise<Socket> {
  const { port, tls, ca, timeoutMs = TIMEOUT_MS } = options;
  const target = await resolveTarget(options.host);
  const to = { host: target.host, port, lookup: pinned(target) };
  const named = isIP(target.host) === 0 && { servername: target.host };
  const socket = tls ? connectTls({ ...to, ...named, ...(ca !== undefined && { ca }) }) : connectTcp(to);
  return await new Promise((resolve, reject) => {
    const fail = (code: 'UPSTREAM_ERROR' | 'UPSTREAM_TIMEOUT', sentence: string, cause?: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new AppError(code, `${target.host}:${port} ${sentence}`, { cause }));
    };
    const timer = setTimeout(() => fail('UPSTREAM_TIMEOUT', 'did not answer in time.'), timeoutMs);
    const onError = (error: NodeJS.ErrnoException) =>
      fail('UPSTREAM_ERROR', `could not be reached (${error.code ?? error.message}).`, error);
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}
