import { recordAudit, type AuditRecord } from '#lib/audit/record.ts';
import { logger } from '#lib/log/logger.ts';
import { ExpiringMap } from './expiring-map.ts';

/** The same attempt of the same actor within this is one event: a client that tries again and again must not fill the log. */
const ONCE_IN_MS = 60_000;
const MAX_REMEMBERED = 10_000;

const noted = new ExpiringMap<true>(MAX_REMEMBERED, ONCE_IN_MS);

/** Records that something was not allowed. Never throws: the refusal itself must not depend on it. */
export async function auditRefusal(refused: Omit<AuditRecord, 'result'>): Promise<void> {
  const { actor, action, project, repository, target } = refused;
  const key = JSON.stringify([actor, action, project, repository, target]);
  if (noted.get(key)) return;
  noted.set(key, true);
  await recordAudit(null, { ...refused, result: 'refused' }).catch((err: unknown) => {
    noted.delete(key);
    logger('audit').warn({ err, action }, 'A refused attempt was not recorded');
  });
}
