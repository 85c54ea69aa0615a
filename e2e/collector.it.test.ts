import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGcRun } from '#lib/db/gc-runs.ts';
import { query } from '#lib/db/pool.ts';
import { readRegistryStorage } from '#lib/db/registry-storage.ts';
import { isCollecting, lowerBarrier, raiseBarrier, beginCollecting } from '#lib/db/write-barrier.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { lockFile } from '#lib/runtime/file-lock.ts';
import { projectRoot } from '#lib/runtime/project-root.ts';
import { SYSTEM_ACTOR } from '#lib/services/actor.ts';
import { deleteTags } from '#lib/services/delete-tags.ts';
import { startGc } from '#lib/services/request-gc.ts';
import { startChild, type Child } from './support/child.ts';
import { buildImage, type Image } from './support/images.ts';
import { until } from './support/inside.ts';
import { startRegistry, type Registry } from './support/registry.ts';
import { ensureRegistry } from './support/registry-program.ts';
import { newFolder } from './support/run-folder.ts';
import { pushThroughServices } from './support/service-push.ts';

// The collector as compose runs it: a process of its own, beside a registry that somebody else has started.
let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
  completeEnvironment({ REGISTRY_URL: registry.url, LIGHTER_TRASH_DAYS: '0' });
});

afterAll(() => registry.stop());

const there = async () => (await readRegistryStorage()) !== null;

function collector(PATH = process.env.PATH): Promise<Child> {
  const command = [process.execPath, join(projectRoot, 'bin/lighter'), 'collector'];
  const environment = {
    ...process.env,
    PATH,
    DATABASE_URL: env().databaseUrl,
    REGISTRY_URL: registry.url,
    UPSTREAM_MODE: 'exclusive',
    LIGHTER_STORAGE: registry.folder,
  };
  return startChild('collector', command, environment, there);
}

async function freed(tag: string): Promise<number> {
  await pushThroughServices('acme/app', tag, noise());
  await deleteTags({ repository: 'acme/app', tags: [tag], actor: SYSTEM_ACTOR });
  const { id } = await startGc({ dryRun: false, trigger: 'manual', actor: SYSTEM_ACTOR });
  await until('it has ended', async () => !['queued', 'running'].includes((await readGcRun(id))!.status));
  const run = (await readGcRun(id))!;
  expect([run.status, run.message ?? '']).toEqual(['done', '']);
  return run.bytes!;
}

it('frees space, goes quietly, and takes over from one that was killed while it collected', async () => {
  const first = await collector();
  expect(await freed('v1')).toBeGreaterThan(100_000);
  await first.kill('SIGTERM');
  expect(await there()).toBe(false);

  // As a kill between two steps leaves it: a run under way, the barrier closed for good, and no collector.
  const [row] = await query<{ id: number }>(
    `INSERT INTO gc_run (trigger, dry_run, status, pins) VALUES ('manual', false, 'running', $1) RETURNING id`,
    [JSON.stringify([{ repository: 'acme/app', digest: `sha256:${'0'.repeat(64)}` }])],
  );
  const raises = (await raiseBarrier(row!.id, 60_000))!;
  await until('all is quiet', () => beginCollecting(raises));
  const second = await collector();
  await until('writers go on', async () => !(await isCollecting()));
  const cutOff = (await readGcRun(row!.id))!;
  expect([cutOff.status, cutOff.message]).toEqual(['failed', expect.stringContaining('cut off')]);
  expect(await freed('v2')).toBeGreaterThan(100_000);
  expect(await query(`SELECT 1 FROM gc_run WHERE pins <> '[]'`)).toEqual([]);

  const waiting = await collectorBeside();
  await second.kill('SIGKILL');
  await query(`UPDATE registry_storage SET seen_at = now() - interval '2 minutes'`);
  await until('the one that waited takes over', there);
  expect(await freed('v3')).toBeGreaterThan(100_000);
  await waiting.kill('SIGTERM');
  await lowerBarrier();
});

it('ends the program that a killed collector has left, before writers go on', async () => {
  const program = await ensureRegistry();
  const folder = newFolder('slow');
  const started = join(folder, 'started');
  const slow = [
    '#!/bin/sh',
    `case "$*" in *--version*|*--dry-run*) exec ${program} "$@" ;; esac`,
    `echo $$ > ${started}`,
    'exec sleep 600',
  ];
  await writeFile(join(folder, 'registry'), slow.join('\n'), { mode: 0o755 });
  const killed = await collector(`${folder}:${process.env.PATH}`);
  await pushThroughServices('acme/app', 'slow', noise());
  await deleteTags({ repository: 'acme/app', tags: ['slow'], actor: SYSTEM_ACTOR });
  await startGc({ dryRun: false, trigger: 'manual', actor: SYSTEM_ACTOR });
  await until('the program deletes', () => existsSync(started));
  const pid = Number(await readFile(started, 'utf8'));
  await killed.kill('SIGKILL');
  expect([existsSync(`/proc/${pid}`), await isCollecting()]).toEqual([true, true]);
  expect(await lockFile(join(registry.folder, '.lighter-collector.lock'))).toBeUndefined();

  await query('DELETE FROM registry_storage');
  const next = await collector();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  await until('writers go on', async () => !(await isCollecting()));
  expect(await freed('after')).toBeGreaterThan(100_000);
  await next.kill('SIGTERM');
});

/** A second one over the same storage: it waits, and does nothing. */
async function collectorBeside(): Promise<Child> {
  const child = await collector();
  expect(await freed('beside')).toBeGreaterThan(100_000);
  return child;
}

function noise(): Image {
  return buildImage('amd64', {}, [
    {
      instruction: 'COPY noise /noise',
      files: [{ kind: 'file', path: 'noise', bytes: randomBytes(100_000) }],
    },
  ]);
}
