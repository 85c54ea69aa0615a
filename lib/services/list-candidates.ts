import { readCandidates } from '#lib/db/read-storage.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Candidate } from '#lib/schemas/storage.ts';
import { requireSystem } from './require-system.ts';

/** As many as one looks through by hand; more is a policy's work. */
const CANDIDATES = 50;

/** Tags to delete first, when space is needed now. @throws AppError UNAUTHORIZED, DENIED */
export async function listCandidates(
  principal: Principal,
  sort: '-size' | 'lastUsed',
): Promise<{ items: Candidate[] }> {
  requireSystem(principal, 'system.manage');
  const rows = await readCandidates(sort, CANDIDATES);
  return {
    items: rows.map(({ repository, tag, digest, size, own, pushedAt, lastPulledAt }) => ({
      ...{ repository, tag, digest, size, own },
      pushedAt: pushedAt.toISOString(),
      lastPulledAt: lastPulledAt?.toISOString() ?? null,
    })),
  };
}
