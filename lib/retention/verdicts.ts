import type { Decision } from './decide.ts';
import type { Node } from './graph.ts';
import type { Decided, Repository } from './repository.ts';
import type { ManifestVerdict, TagVerdict } from './types.ts';

/** The verdicts on all tags of a repository, in byte order. */
export function tagVerdicts({ graph, candidates }: Repository, own: ReadonlyMap<Node, number>): TagVerdict[] {
  const verdicts: TagVerdict[] = [];
  for (const one of candidates) {
    if (one.tag === null) continue;
    const { name: tag, digest } = one.tag;
    verdicts.push({ repository: graph.repository, tag, digest, ...one.decision, ...facts(one, own) });
  }
  return verdicts;
}

/** The verdicts on manifests that no tag and no other manifest holds, and on all that go, by digest. */
export function manifestVerdicts(
  { graph, candidates, staying }: Repository,
  own: ReadonlyMap<Node, number>,
): ManifestVerdict[] {
  const alone = new Map<Node, Decided>();
  for (const one of candidates) if (one.tag === null && one.node) alone.set(one.node, one);
  const verdicts: ManifestVerdict[] = [];
  for (const node of graph.nodes.values()) {
    const one = alone.get(node) ?? null;
    if (one === null && staying.has(node)) continue;
    verdicts.push({
      repository: graph.repository,
      digest: node.manifest.digest,
      role: roleOf(node),
      ...(one ? one.decision : goesAlong(node)),
      ...facts({ node, item: one?.item ?? null }, own),
    });
  }
  return verdicts;
}

function facts({ node, item }: Pick<Decided, 'node' | 'item'>, own: ReadonlyMap<Node, number>) {
  const pushedAt = node?.manifest.pushedAt ?? null;
  return {
    age: item?.age ?? { source: pushedAt === null ? ('unknown' as const) : ('push' as const), at: pushedAt },
    lastUsedAt: item ? (item.use?.at ?? null) : (node?.manifest.lastPulledAt ?? null),
    ownBytes: (node && own.get(node)) ?? 0,
  };
}

function roleOf({ tags, parents, manifest }: Node): ManifestVerdict['role'] {
  if (tags.length > 0) return 'tagged';
  if (parents.length > 0) return 'child';
  if (manifest.subject !== null) return 'attached';
  return manifest.replacedAt === null ? 'untagged' : 'replaced';
}

/** Why a manifest goes that was not decided about by itself: what held it goes. */
function goesAlong({ tags, parents, subject, manifest }: Node): Decision {
  const base = { outcome: 'delete', rule: null } as const;
  if (tags.length > 0) return { ...base, reason: { kind: 'last-tag', tags: tags.map(({ name }) => name) } };
  const [parent] = parents;
  if (parent) return { ...base, reason: { kind: 'parent', digest: parent.manifest.digest } };
  return { ...base, reason: { kind: 'subject', digest: (subject?.manifest ?? manifest).digest } };
}
