import { rm, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openDataFolder } from './data-folder.ts';
import { probeUpstream } from './probe-upstream.ts';
import { registryUrl, startRegistry, stopRegistry } from './registry.ts';
import { makeSocketFolder } from './socket-folder.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';

it('serves on a private socket until it is stopped', async () => {
  const root = newFolder('y'.repeat(190));
  const data = await openDataFolder(root);
  const socketDir = makeSocketFolder(root);
  try {
    const { signal } = new AbortController();
    const part = await startRegistry({ data, socketDir, secret: 'a-secret', signal });
    const upstream = { url: registryUrl(socketDir) };
    await probeUpstream(upstream);
    expect((await stat(socketDir)).mode & 0o777).toBe(0o700);
    expect((await stat(data.registryConfig)).mode & 0o777).toBe(0o600);
    await stopRegistry(part);
    await part.exited;
    await expect(probeUpstream(upstream)).rejects.toThrow(
      /can not be reached \((ENOENT|ECONNREFUSED)\): start it, or correct REGISTRY_URL\.$/,
    );
  } finally {
    for (const folder of [root, socketDir]) await rm(folder, { recursive: true, force: true });
  }
});
