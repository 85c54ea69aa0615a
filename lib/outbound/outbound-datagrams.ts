import { createSocket } from 'node:dgram';
import { AppError } from '#lib/errors/app-error.ts';
import { resolveTarget } from './resolve-target.ts';

/**
 * Sends messages over UDP, one a datagram, to a host that somebody configured: only to an address that was checked. Whether they arrive
 * nobody knows. @throws AppError REQUEST_INVALID for an address that is not allowed, UPSTREAM_ERROR
 */
export async function sendDatagrams(
  { host, port }: { host: string; port: number },
  messages: readonly string[],
): Promise<void> {
  const { addresses } = await resolveTarget(host);
  const { address, family } = addresses[0]!;
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.send(message, port, address, (error) => (error ? reject(error) : resolve()));
      });
    }
  } catch (cause) {
    throw new AppError('UPSTREAM_ERROR', `Nothing can be sent to ${host}:${port}.`, { cause });
  } finally {
    socket.close();
  }
}
