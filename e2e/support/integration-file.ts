import { afterAll, inject } from 'vitest';
import { closeDatabase } from '#lib/db/pool.ts';
import { completeEnvironment } from '#lib/env/env.ts';
import { createDatabase } from './postgres.ts';
import { startRegistry } from './registry.ts';
import { newFolder } from './run-folder.ts';

// Each integration test file runs in a process of its own, over a database and a registry of its own: what one file makes,
// another never sees. The test that kills or configures its registry starts one more: `startRegistry`.
const template = inject('template');
const [database, registry] = await Promise.all([
  createDatabase(template, new URL(template).pathname.slice(1)),
  startRegistry(),
]);

completeEnvironment({
  DATABASE_URL: database,
  REGISTRY_URL: registry.url,
  UPSTREAM_MODE: 'exclusive',
  LIGHTER_DATA: newFolder('data'),
  LOG_LEVEL: 'warn',
});

afterAll(async () => {
  await closeDatabase();
  await registry.stop();
});
