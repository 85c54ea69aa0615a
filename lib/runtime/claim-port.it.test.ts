import { once } from 'node:events';
import net from 'node:net';
import { expect, it } from 'vitest';
import { claimPort } from './claim-port.ts';

it('gives a free port, and leaves it free', async () => {
  const port = await claimPort('127.0.0.1', 0);
  expect(await claimPort('127.0.0.1', port)).toBe(port);
});

it('names a port that is taken, and an address that is not here', async () => {
  const other = net.createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as net.AddressInfo;
  await expect(claimPort('127.0.0.1', port)).rejects.toThrow(`Port ${port} is taken by another program`);
  await expect(claimPort('192.0.2.1', 0)).rejects.toThrow('HOST 192.0.2.1 is no address of this machine');
  other.close();
});
