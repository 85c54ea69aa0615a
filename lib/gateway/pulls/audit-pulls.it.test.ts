import { expect, it } from 'vitest';
import { query } from '#lib/db/pool.ts';
import { auditPull, flushAuditedPulls, MAX_WAITING } from './audit-pulls.ts';

const pull = (tag: string) =>
  auditPull({
    actor: { name: 'ann', address: '192.0.2.1', credential: 'password' },
    project: 'acme',
    repository: 'acme/api',
    tag,
    digest: 'sha256:1',
  });
const recorded = () =>
  query(`SELECT action, result, count(*) AS events, max(detail->>'pulls') AS pulls FROM audit_event
          GROUP BY action, result ORDER BY action`);

it('takes no more than it can hold, and says in the log how many are missing', async () => {
  for (let i = 0; i < MAX_WAITING + 7; i++) pull(`v${i}`);
  await flushAuditedPulls();
  expect(await recorded()).toEqual([
    { action: 'audit.pulls-dropped', result: 'failed', events: 1, pulls: '7' },
    { action: 'manifest.pull', result: 'done', events: MAX_WAITING, pulls: null },
  ]);
});

it('keeps what can not be written, and writes it once it can', async () => {
  await query('ALTER TABLE audit_event RENAME TO audit_event_away');
  pull('later');
  await flushAuditedPulls();
  await query('ALTER TABLE audit_event_away RENAME TO audit_event');
  await flushAuditedPulls();
  const rows = await query(`SELECT target FROM audit_event WHERE target = 'later'`);
  expect(rows).toEqual([{ target: 'later' }]);
});
