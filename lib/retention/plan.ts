import { BeneathLookup } from './beneath.ts';
import { blockersOf } from './blockers.ts';
import { FreedBytes, ownBytes } from './bytes.ts';
import { Contents } from './contents.ts';
import { graphOf } from './graph.ts';
import type { Repository } from './repository.ts';
import { planRepository } from './repository.ts';
import { compileRules, nameInProject } from './selection.ts';
import { added, ruleCounts, totalsOf } from './totals.ts';
import type { Plan, Policy, Snapshot } from './types.ts';
import { manifestVerdicts, tagVerdicts } from './verdicts.ts';

/**
 * Decides what of a project goes, what stays, and why. Pure: the same snapshot, policy and time give the same plan, in
 * whatever order the snapshot lists things, and nothing is touched. See docs/retention.md.
 *
 * Planning again what is left of a plan plans nothing; more protections never delete more; what goes wrong with one tag
 * keeps that tag.
 * @param now milliseconds since 1970
 * @throws AppError REQUEST_INVALID when a pattern of the policy can't be read
 */
export function plan(snapshot: Snapshot, policy: Policy, now: number): Plan {
  const rules = compileRules(policy.rules);
  const contents = new Contents();
  const lookup = new BeneathLookup(now);
  const selected = new Map<string, number>();
  const repositories = [...snapshot.repositories]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((repository) => {
      const name = nameInProject(snapshot.project, repository.name);
      return planRepository(graphOf(repository, contents), lookup, {
        policy,
        now,
        indexDoubt: snapshot.indexDoubt,
        contents,
        keep: rules.keep.filter(({ inRepository }) => inRepository(name)),
        delete: rules.delete.filter(({ inRepository }) => inRepository(name)),
        selected,
      });
    });
  return summed(snapshot, policy, now, repositories, contents, selected);
}

function summed(
  { project, ...snapshot }: Snapshot,
  policy: Policy,
  now: number,
  repositories: Repository[],
  contents: Contents,
  selected: ReadonlyMap<string, number>,
): Plan {
  const own = ownBytes(
    repositories.flatMap(({ holders }) => holders),
    contents,
  );
  const freed = new FreedBytes(
    contents,
    repositories.flatMap(({ staying }) => [...staying.keys()]),
  );
  const parts = repositories.map((repository) => {
    const tags = tagVerdicts(repository, own);
    const manifests = manifestVerdicts(repository, own);
    const going = [...repository.graph.nodes.values()].filter((node) => !repository.staying.has(node));
    const totals = totalsOf(tags, going.length, freed.count(going));
    return { tags, manifests, totals: { repository: repository.graph.repository, ...totals } };
  });
  const tags = parts.flatMap((part) => part.tags);
  const manifests = parts.flatMap((part) => part.manifests);
  return {
    project,
    plannedAt: now,
    blocked: blockersOf(snapshot, now),
    tags,
    manifests,
    totals: added(parts.map(({ totals }) => totals)),
    repositories: parts.map(({ totals }) => totals),
    rules: ruleCounts(policy, [tags, manifests].flat(), selected),
  };
}
