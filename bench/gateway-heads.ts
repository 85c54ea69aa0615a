import { connect } from 'node:net';

const CONNECTIONS = 32;

/** HEADs a second on 32 connections, by bare sockets: wrk would wait for the bodies of the lengths it is told. */
export async function headsPerSecond(
  url: string,
  headers: Record<string, string>,
  seconds: number,
): Promise<number> {
  const deadline = performance.now() + seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => countHeads(new URL(url), headers, deadline)),
  );
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

function countHeads(
  { hostname, port, host, pathname }: URL,
  headers: Record<string, string>,
  deadline: number,
): Promise<number> {
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const request = Buffer.from(`HEAD ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let count = 0;
    let waiting = '';
    socket.on('connect', () => socket.write(request));
    socket.on('data', (bytes) => {
      waiting += bytes.toString('latin1');
      if (!waiting.endsWith('\r\n\r\n')) return;
      if (!waiting.startsWith('HTTP/1.1 200'))
        return socket.destroy(new Error(`HEAD: ${waiting.slice(0, 200)}`));
      waiting = '';
      count++;
      if (performance.now() < deadline) socket.write(request);
      else socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(count));
  });
}
