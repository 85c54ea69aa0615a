import { readFileSync } from 'node:fs';

type Connection = { local: number; remote: number };

/** Ports of the clients whose connections to the port a process here has accepted and not closed, whatever they did. */
export function clientsOn(port: number): number[] {
  return connections().flatMap(({ local, remote }) => (local === port ? [remote] : []));
}

/** Connections that processes here have opened to the port and not closed. */
export function connectionsTo(port: number): number {
  return connections().filter(({ remote }) => remote === port).length;
}

const LISTENS = '0A';

/** Over IPv4 (proc(5), `/proc/net/tcp`). */
function connections(): Connection[] {
  const [, ...lines] = readFileSync('/proc/net/tcp', 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const [, local = '', remote = '', state, , , , , , inode] = line.trim().split(/\s+/);
    // A closed one that the kernel only remembers belongs to nobody.
    return state === LISTENS || inode === '0' ? [] : [{ local: portOf(local), remote: portOf(remote) }];
  });
}

function portOf(address: string): number {
  return parseInt(address.split(':')[1] ?? '', 16);
}
