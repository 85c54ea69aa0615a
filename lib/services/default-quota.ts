import { recordAudit } from '#lib/audit/record.ts';
import type { SignedIn } from '#lib/policies/principal.ts';
import { DEFAULT_QUOTA } from '#lib/db/default-quota.ts';
import { getSetting, putSetting } from '#lib/db/settings.ts';
import { transaction } from '#lib/db/transaction.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { QuotaLimits } from '#lib/schemas/quotas.ts';
import { quotaLimits } from '#lib/schemas/quotas.ts';
import type { Actor } from './actor.ts';
import { requireSystem } from './require-system.ts';

const NONE: QuotaLimits = { bytes: null, repositories: null, tags: null };

/** What new projects may hold. @throws AppError DENIED for all but administrators */
export async function getDefaultQuota(principal: Principal): Promise<QuotaLimits> {
  requireSystem(principal, 'quotas.manage');
  return quotaLimits.safeParse(await getSetting(DEFAULT_QUOTA)).data ?? NONE;
}

/** Sets it for projects made from now on; those that are there keep theirs. @throws AppError DENIED for all but administrators */
export async function setDefaultQuota(
  principal: SignedIn,
  quota: QuotaLimits,
  actor: Actor,
): Promise<QuotaLimits> {
  requireSystem(principal, 'quotas.manage');
  await transaction(async (tx) => {
    await putSetting(DEFAULT_QUOTA, quota, tx);
    await recordAudit(tx, { actor, action: 'quota.default-set', detail: { ...quota } });
  });
  return quota;
}
