import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';
import { putRetentionInput } from '#lib/schemas/retention-runs.ts';
import { saveRetention } from '#lib/services/save-retention.ts';
import { compared, deleting, pushOld, tagsOf, work } from '../../e2e/support/cleanup.ts';
import { smallImages } from '../../e2e/support/images.ts';
import { until } from '../../e2e/support/inside.ts';
import { ACTOR, ROOT } from '../../e2e/support/service-push.ts';

const root = ROOT as Parameters<typeof saveRetention>[0];
const PROGRAM = join(projectRoot, 'bin/lighter');
const environment = () => ({
  ...process.env,
  DATABASE_URL: env().databaseUrl,
  REGISTRY_URL: env().registryUrl,
  UPSTREAM_MODE: 'exclusive',
});

async function lighter(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
      env: environment(),
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

beforeAll(async () => {
  await compared();
  const images = smallImages(9, 'cli');
  await pushOld('cli/app', 'v1', images[0]!, 20);
  for (const i of [1, 2]) await pushOld('cli/app', `pr-${i}`, images[i]!, 20);
  await pushOld('cli/web', 'pr-9', images[3]!, 20);
});

const save = (version: number, guardPercent: number) =>
  saveRetention(
    root,
    'cli',
    putRetentionInput.parse({ version, policy: deleting('pr-{1,2}'), guardPercent }),
    ACTOR,
  );

it('says what is not there', async () => {
  expect(await lighter('retention', 'preview', 'nothing')).toMatchObject({
    code: 1,
    err: 'There is no project nothing.\n',
  });
  expect(await lighter('retention', 'run', 'cli')).toMatchObject({
    code: 1,
    err: 'No cleanup is saved here: save one, or run a preview.\n',
  });
});

it('previews, waits where the guard holds it, and deletes', async () => {
  await save(0, 50);
  const preview = await lighter('retention', 'preview', 'cli');
  expect(preview.code).toBe(0);
  expect(preview.out.split('\n').sort()).toEqual(['', 'cli/app:pr-1\trule old', 'cli/app:pr-2\trule old']);
  expect(preview.err).toContain('2 of 4 tags and 2 manifests would go');
  expect(preview.err).toContain('cli/app would lose 66 %');
  const guarded = await lighter('retention', 'run', 'cli');
  expect(guarded).toMatchObject({
    code: 1,
    err: expect.stringContaining('66 % of the tags of cli/app') as string,
  });
  await save(1, 70);
  expect(await lighter('retention', 'run', 'cli')).toMatchObject({ code: 0 });
  expect([await tagsOf('cli/app'), await tagsOf('cli/web')]).toEqual([['v1'], ['pr-9']]);
});

/** Each is a batch of its own: it is killed between two of them, or in one. */
const REPOSITORIES = 6;

it('is gone on with where it was killed', async () => {
  const [base] = smallImages(1, 'base');
  const images = smallImages(REPOSITORIES, 'killed');
  for (let i = 0; i < REPOSITORIES; i++) await pushOld(`killed/app-${i}`, 'pr-1', images[i]!, 20);
  for (let i = 0; i < REPOSITORIES; i++) await pushOld(`killed/app-${i}`, 'v1', base!, 20);
  const policy = deleting('pr-*');
  await saveRetention(root, 'killed', putRetentionInput.parse({ version: 0, policy }), ACTOR);
  const child = spawn(process.execPath, [PROGRAM, 'retention', 'run', 'killed'], { env: environment() });
  const outcomes = async () =>
    query<{ outcome: string; count: number }>(
      `SELECT d.outcome, count(*) FROM retention_decision d JOIN retention_run r ON r.id = d.run_id
       JOIN project p ON p.id = r.project_id WHERE p.name = 'killed' GROUP BY d.outcome ORDER BY d.outcome`,
    );
  await until('something is deleted', async () =>
    (await outcomes()).some(({ outcome }) => outcome === 'deleted'),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  // As if the time that it had were over.
  await query(`UPDATE retention_run SET lease_until = now() - interval '1 second' WHERE status = 'running'`);
  await query(`UPDATE operation SET deadline_at = now() - interval '1 second'`);
  await work();
  expect(await outcomes()).toEqual([{ outcome: 'deleted', count: REPOSITORIES }]);
  for (let i = 0; i < REPOSITORIES; i++) expect(await tagsOf(`killed/app-${i}`)).toEqual(['v1']);
});
