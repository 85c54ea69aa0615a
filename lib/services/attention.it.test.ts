import { afterEach, expect, it } from 'vitest';
import { LAST_RECONCILE } from '#lib/db/reconcile-state.ts';
import { deleteSetting, putSetting } from '#lib/db/settings.ts';
import { completeEnvironment, env } from '#lib/env/env.ts';
import { capabilities } from '#lib/registry/capabilities.ts';
import { startRegistry } from '../../e2e/support/registry.ts';
import { makeUser } from '../../e2e/support/rows.ts';
import { ROOT } from '../../e2e/support/service-push.ts';
import { getHealth } from './get-health.ts';
import { listAttention } from './list-attention.ts';
import { MISSING_ALARM } from './mark-missing.ts';

const shown = async () =>
  (await listAttention(ROOT)).map(({ id, severity, message }) => ({ id, severity, message }));
const checks = async () =>
  Object.fromEntries((await getHealth(ROOT)).checks.map(({ name, ok, message }) => [name, { ok, message }]));

afterEach(async () => {
  for (const key of [LAST_RECONCILE, MISSING_ALARM]) await deleteSetting(key);
});

it('is quiet while all is well', async () => {
  await putSetting(LAST_RECONCILE, { at: '2026-01-02T03:04:05.000Z', report: { errors: [] } });
  expect(await shown()).toEqual([]);
  expect(await getHealth(ROOT)).toMatchObject({ ready: true });
  expect((await checks())['Index']).toEqual({
    ok: true,
    message: 'Compared with the registry on 2 Jan 2026, 03:04 UTC.',
  });
});

it('tells what reconcile left behind, to administrators only', async () => {
  await putSetting(LAST_RECONCILE, {
    at: '2026-01-02T03:04:05.000Z',
    report: { errors: ['a/b: broken.', 'c: gone.'] },
  });
  await putSetting(MISSING_ALARM, { message: 'Many are missing.' });
  expect(await shown()).toEqual([
    { id: 'tags-missing', severity: 'danger', message: 'Many are missing.' },
    {
      id: 'reconcile-incomplete',
      severity: 'warn',
      message: 'The last comparison with the registry could not read everything: a/b: broken. And 1 more.',
    },
  ]);
  expect((await checks())['Index']).toEqual({ ok: false, message: 'Many are missing.' });
  const user = await makeUser('attentive');
  expect(await listAttention(user)).toEqual([]);
  await expect(getHealth(user)).rejects.toMatchObject({ code: 'DENIED' });
});

it('tells when deletes are off, and when the registry is away', async () => {
  const { registryUrl } = env();
  const registry = await startRegistry({ config: { storage: { delete: { enabled: false } } } });
  try {
    completeEnvironment({ REGISTRY_URL: registry.url });
    await capabilities({ fresh: true });
    expect(await shown()).toMatchObject([{ id: 'deletes-off', severity: 'warn' }]);
    expect((await checks())['Deletes']).toMatchObject({ ok: false });

    await registry.kill();
    const { ready, checks: all } = await getHealth(ROOT);
    expect(ready).toBe(false);
    expect(all.find(({ name }) => name === 'Registry')).toMatchObject({ ok: false });
  } finally {
    await registry.stop();
    completeEnvironment({ REGISTRY_URL: registryUrl });
    await capabilities({ fresh: true });
  }
});
