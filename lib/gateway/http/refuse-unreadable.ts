import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '#lib/errors/app-error.ts';
import { errorEnvelope } from '#lib/oci/error-envelope.ts';

/** So long a client may take to read why, before its connection goes and whoever waits for the rest of its request is told. */
const LINGER_MS = 1_000;

/** The last request of each connection, and its answer; all before it are answered first. */
const latest = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();
const refused = new WeakSet<Duplex>();

/** Tells of each answer before it is begun, so that a refusal never gets into it, nor into its place. */
export function noteAnswer(request: IncomingMessage, response: ServerResponse): void {
  latest.set(request.socket, { request, response });
}

/**
 * Answers what Node's parser refuses: after the answers that are under way, in place of the one to a request whose body is broken, and
 * never inside one. The connection can't be used again, as no one knows where its next request would begin.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // The parser complains again about all that follows.
  if (refused.has(socket)) return;
  refused.add(socket);
  if (error.code === 'ECONNRESET') return void socket.destroy();
  const refuse = () => answer(socket, STATUS[error.code ?? ''] ?? '400 Bad Request', UNREADABLE);
  const last = latest.get(socket);
  if (last === undefined || last.response.writableFinished) return refuse();
  if (last.request.complete) return void last.response.once('finish', refuse);
  // `socket`: it is this answer's turn on the connection.
  if (last.response.socket === socket && !last.response.headersSent) refuse();
  else socket.destroy();
}

/** Answers a CONNECT: we are nobody's proxy. */
export function refuseTunnel(_: IncomingMessage, socket: Duplex): void {
  const error = new AppError('METHOD_NOT_ALLOWED', 'There are no tunnels through this server.');
  answer(socket, '405 Method Not Allowed', error, 'Allow: GET, HEAD\r\n');
}

const UNREADABLE = new AppError('REQUEST_INVALID', 'The request could not be read as HTTP/1.1.');

const STATUS: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function answer(socket: Duplex, status: string, error: AppError, headers = ''): void {
  if (!socket.writable) return void socket.destroy();
  const body = errorEnvelope(error);
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${headers}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.toString()}`,
  );
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
