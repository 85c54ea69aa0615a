import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { env } from '#lib/env/env.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';
import { apiOk } from './support/api.ts';
import { buildImage } from './support/images.ts';
import { startLighter } from './support/lighter.ts';
import { basic, push } from './support/push.ts';

type Ended = { code: unknown; stdout: string; stderr: string };

function gc(environment: Record<string, string | undefined>, ...options: string[]): Promise<Ended> {
  const args = [join(projectRoot, 'bin/lighter'), 'gc', ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, ...environment } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

it('works while Lighter runs, and while it does not', async () => {
  const lighter = await startLighter({ LIGHTER_TRASH_DAYS: '0' });
  const { name, password } = lighter.admin;
  await apiOk(lighter, 'POST projects', { as: lighter.admin, body: { name: 'acme' } });
  const noise = buildImage('amd64', {}, [
    {
      instruction: 'COPY noise /noise',
      files: [{ kind: 'file', path: 'noise', bytes: randomBytes(2 * 1024 * 1024) }],
    },
  ]);
  const target = { url: lighter.url, repository: 'acme/app', authorization: basic(name, password) };
  await push(target, 'v1', noise);
  await apiOk(lighter, 'DELETE repositories/acme/app/-/tags/v1', { as: lighter.admin });
  const own = {
    ...{ DATABASE_URL: '', REGISTRY_URL: '', UPSTREAM_MODE: '', LIGHTER_STORAGE: '' },
    ...{ LIGHTER_DATA: lighter.data, LIGHTER_TRASH_DAYS: '0' },
  };
  const freed = await gc(own);
  expect([freed.code, freed.stdout + freed.stderr]).toEqual([
    0,
    expect.stringMatching(/freed \d+ blobs, 2\.\d MiB/),
  ]);
  await lighter.stop();
  const look = await gc(own, '--dry-run');
  expect([look.code, look.stdout + look.stderr]).toEqual([0, expect.stringMatching(/would free 0 blobs/)]);
});

it('says what to do for a registry that somebody else runs', async () => {
  const told = await gc({ DATABASE_URL: env().databaseUrl, REGISTRY_URL: env().registryUrl });
  expect(told.code).toBe(0);
  expect(told.stdout).toContain('As far as it knows, 0 blobs (0 bytes) can be freed');
  // Registry 3 has its configuration elsewhere.
  expect(told.stdout).toMatch(
    /docker compose run --rm registry garbage-collect \/etc\/(docker\/registry|distribution)\/config\.yml/,
  );
});
