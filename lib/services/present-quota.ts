import type { Limits } from '#lib/db/quota.ts';
import type { QuotaState } from '#lib/schemas/quotas.ts';

const KINDS = ['bytes', 'repositories', 'tags'] as const;

/** The limits of a project that are set, with what is used of each. */
export function presentQuota(limits: Limits | null): QuotaState {
  if (!limits) return [];
  return KINDS.flatMap((kind) => {
    const limit = limits.quota[kind];
    return limit === null ? [] : [{ kind, limit, used: limits.usage[kind] }];
  });
}
