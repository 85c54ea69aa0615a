import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { migrate } from '#lib/db/migrate.ts';
import { closeDatabase, query } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { until } from '../../e2e/support/inside.ts';
import { startPostgres } from '../../e2e/support/postgres.ts';
import { newFolder } from '../../e2e/support/run-folder.ts';
import { cleanupPause } from './cleanup-pause.ts';
import { noticeRestore } from './notice-restore.ts';

it('notices that the files of the database were put back to an earlier state, under its feet', async () => {
  const postgres = await startPostgres();
  await migrate(postgres.url);
  await closeDatabase();
  completeEnvironment({ DATABASE_URL: postgres.url });
  await noticeRestore();
  await postgres.kill();
  const backup = `${newFolder('backup')}/data`;
  execFileSync('cp', ['-a', postgres.folder, backup]);
  await postgres.restart();
  const answers = () =>
    until('Postgres answers', () =>
      query('SELECT 1').then(
        () => true,
        () => false,
      ),
    );
  await answers();
  // Something is written, and seen by this process.
  await query('CREATE TABLE written AS SELECT generate_series(1, 10000)');
  await noticeRestore();
  expect(await cleanupPause()).toBeNull();

  await postgres.kill();
  rmSync(postgres.folder, { recursive: true });
  execFileSync('cp', ['-a', backup, postgres.folder]);
  await postgres.restart();
  await answers();
  await noticeRestore();
  expect(await cleanupPause()).toMatchObject({ cause: 'restored' });
  await closeDatabase();
  await postgres.stop();
});
