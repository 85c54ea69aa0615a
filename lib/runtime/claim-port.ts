import { once } from 'node:events';
import net from 'node:net';
import { AppError } from '#lib/errors/app-error.ts';

/**
 * Makes sure, before the slow work, that `host:port` can be listened on, and gives the port (a free one for 0).
 * Throws AppError CONFIG_INVALID with one sentence.
 */
export async function claimPort(host: string, port: number): Promise<number> {
  const server = net.createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return (server.address() as net.AddressInfo).port;
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      sentence(host, port, (cause as NodeJS.ErrnoException).code ?? String(cause)),
      { cause },
    );
  } finally {
    server.close();
  }
}

function sentence(host: string, port: number, code: string): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program: stop that one, or set PORT to another number.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to a number from 1024.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST ${host} is no address of this machine: correct it.`;
  return `Port ${port} of ${host} can not be listened on (${code}): correct PORT or HOST.`;
}
