import type { Plan } from './types.ts';

/**
 * What a plan would do, as one text: equal texts are equal deletions, whoever computed them and when. Made to be hashed into
 * the id by which a run is held to what its preview showed; reasons and counts are not part of it, as they change by the second.
 */
export function planText(plan: Plan): string {
  const tags = plan.tags
    .filter(({ outcome }) => outcome === 'delete')
    .map(({ repository, tag, digest, rule }) => `tag ${repository}:${tag}@${digest} ${rule ?? '-'}`);
  const manifests = plan.manifests
    .filter(({ outcome }) => outcome === 'delete')
    .map(({ repository, digest, rule }) => `manifest ${repository}@${digest} ${rule ?? '-'}`);
  return [`project ${plan.project}`, ...tags, ...manifests].join('\n');
}
