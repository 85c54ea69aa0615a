import { nearlyFull, readUsages } from '#lib/db/quota.ts';
import { formatBytes } from '#lib/oci/format-bytes.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { QuotaState } from '#lib/schemas/quotas.ts';
import { fullest, QUOTA_WARNS_FROM } from '#lib/schemas/quotas.ts';
import type { Attention } from '#lib/schemas/system.ts';
import { presentQuota } from './present-quota.ts';

/** A list of needs that goes on for ever is not read. */
const MOST_SHOWN = 5;

/** The quotas that are filled to four fifths or more, the fullest first, for who looks after the projects. */
export async function listFullQuotas(principal: Principal): Promise<Attention[]> {
  const candidates = await nearlyFull(principal, QUOTA_WARNS_FROM);
  if (candidates.length === 0) return [];
  const usages = await readUsages(candidates.map(({ id }) => id));
  return candidates
    .map(({ id, name }) => ({ name, states: presentQuota(usages.get(id) ?? null) }))
    .map((project) => ({ ...project, fullest: fullest(project.states) }))
    .filter((project) => project.fullest !== null && project.fullest.share >= QUOTA_WARNS_FROM)
    .sort((a, b) => b.fullest!.share - a.fullest!.share)
    .slice(0, MOST_SHOWN)
    .map(({ name, states, fullest }) => ({
      id: `quota-${name}`,
      severity: fullest!.share >= 1 ? 'danger' : 'warn',
      message: `${name} uses ${inWords(states.find(({ kind }) => kind === fullest!.kind)!)}. Pushes that need more are refused.`,
      action: { label: 'Open project', href: `/projects/${name}` },
    }));
}

function inWords({ kind, limit, used }: QuotaState[number]): string {
  const percent = limit === 0 ? 100 : Math.floor((used / limit) * 100);
  const of =
    kind === 'bytes' ? `${formatBytes(used)} of ${formatBytes(limit)}` : `${used} of ${limit} ${kind}`;
  return `${percent} % of its quota (${of})`;
}
