import { once } from 'node:events';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { env } from '#lib/env/env.ts';
import { VERSION } from '#lib/env/version.ts';
import { AppError } from '#lib/errors/app-error.ts';
import { sendDatagrams } from '#lib/outbound/outbound-datagrams.ts';
import { outboundFetch } from '#lib/outbound/outbound-fetch.ts';
import { outboundSocket } from '#lib/outbound/outbound-socket.ts';
import type { AuditEvent, AuditTarget } from '#lib/schemas/audit.ts';
import { jsonLine } from './audit-formats.ts';
import { framed, MAX_DATAGRAM_BYTES, syslogMessage } from './syslog-message.ts';

/** A receiver that takes no more for so long is down. */
const TIMEOUT_MS = 15_000;
/** How long a receiver has to close its side once all was sent, which is as much of a receipt as syslog has. */
const CLOSE_MS = 2_000;

/**
 * Sends events in their order; all have been taken when it returns, as far as the protocol lets one know. `secret`: the value of the
 * target's header. @throws AppError REQUEST_INVALID for an address that is not allowed, UPSTREAM_ERROR, UPSTREAM_TIMEOUT
 */
export async function sendAudit(
  target: AuditTarget,
  secret: string | null,
  events: readonly AuditEvent[],
): Promise<void> {
  if (target.kind === 'http') return await post(target, secret, events);
  if (target.kind === 'off')
    throw new AppError('REQUEST_INVALID', 'There is nowhere to send it: choose a target.');
  const { host, port, protocol } = target;
  const from = hostName();
  if (protocol === 'udp') {
    const messages = events.map((event) => syslogMessage(event, from, MAX_DATAGRAM_BYTES));
    return await sendDatagrams({ host, port }, messages);
  }
  const ca = target.ca ?? undefined;
  const socket = await outboundSocket({ host, port, tls: protocol === 'tls', ca });
  await writeAll(socket, events.map((event) => framed(syslogMessage(event, from))).join(''));
}

async function post(
  { url, header }: Extract<AuditTarget, { kind: 'http' }>,
  secret: string | null,
  events: readonly AuditEvent[],
): Promise<void> {
  const { status } = await outboundFetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      'user-agent': `lighter/${VERSION}`,
      ...(header && secret !== null && { [header.name]: secret }),
    },
    body: events.map(jsonLine).join(''),
    timeoutMs: TIMEOUT_MS,
  });
  if (status >= 200 && status < 300) return;
  const { origin } = new URL(url);
  const what = status >= 300 && status < 400 ? 'a redirect, which is not followed' : `status ${status}`;
  throw new AppError('UPSTREAM_ERROR', `${origin} answered with ${what}. Check the address and the header.`);
}

/** A side that is closed while there is something left to write is an error of the socket. */
async function writeAll(socket: Socket, text: string): Promise<void> {
  const closed = once(socket, 'close');
  closed.catch(() => undefined);
  let finished = false;
  // Whatever a receiver says, nobody reads: but unread, its end would not be seen.
  socket.resume();
  socket.setTimeout(TIMEOUT_MS, () =>
    socket.destroy(finished ? undefined : new Error('The receiver takes nothing')),
  );
  try {
    socket.end(text);
    await once(socket, 'finish');
    finished = true;
    socket.setTimeout(CLOSE_MS);
    await closed;
  } catch (cause) {
    throw new AppError('UPSTREAM_ERROR', 'The receiver broke off before it had taken everything.', { cause });
  } finally {
    socket.destroy();
  }
}

/** As people know this instance. */
function hostName(): string {
  const [address] = env().publicUrls;
  return address === undefined ? hostname() : new URL(address).hostname;
}
