import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { lockFile, lockOwner } from './file-lock.ts';

const folder = mkdtempSync('/tmp/lighter-lock-');
afterAll(() => rmSync(folder, { recursive: true }));

it('lets one in, and tells who it is', async () => {
  const file = path.join(folder, 'one');
  const held = await lockFile(file);
  expect(lockOwner(file)?.pid).toBe(process.pid);
  expect(await lockFile(file)).toBeUndefined();
  held?.release();
  const later = await lockFile(file);
  expect(later).toBeDefined();
  later?.release();
});

it('is free again when its holder was killed', async () => {
  const file = path.join(folder, 'two');
  const script = `import { lockFile } from ${JSON.stringify(path.join(import.meta.dirname, 'file-lock.ts'))};
    await lockFile(${JSON.stringify(file)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(await lockFile(file)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const mine = await lockFile(file);
  expect(mine).toBeDefined();
  mine?.release();
});
