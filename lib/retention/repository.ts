import type { BeneathLookup } from './beneath.ts';
import type { Decision, Rulebook } from './decide.ts';
import { decide, failed } from './decide.ts';
import type { Graph, Node } from './graph.ts';
import { reach, subjectOfAttachmentTag } from './graph.ts';
import type { Item } from './items.ts';
import { manifestItem, tagItem } from './items.ts';
import { fixed } from './protections.ts';
import { dependents, survivors } from './survival.ts';
import type { TagSnapshot } from './types.ts';

/** What was decided about one repository. */
export type Repository = {
  graph: Graph;
  /** Tags in byte order, then the manifests that no tag and no other manifest holds, by digest. */
  candidates: Decided[];
  /** Manifests that stay, each with the one that needs it (null: none does). */
  staying: Map<Node, Node | null>;
  /** Manifests once for each thing that keeps them in its own right. */
  holders: Node[];
};

/** A tag or manifest that a verdict is due on, apart from what goes with others. */
export type Candidate = {
  tag: TagSnapshot | null;
  /** Null: the tag's manifest is not in the index. */
  node: Node | null;
  /** Null: it could not be looked at. */
  item: Item | null;
  error: unknown;
  /** The digest it is attached to. */
  subject: string | null;
};
export type Decided = Candidate & { decision: Decision };

/** Decides about a repository, and then goes through its manifests: what stays keeps what it needs. */
export function planRepository(graph: Graph, lookup: BeneathLookup, book: Rulebook): Repository {
  const candidates = [...tagCandidates(graph, lookup), ...manifestCandidates(graph, lookup)];
  const alone = candidates.flatMap(({ item, subject }) => (item && subject === null ? [item] : []));
  const decisions = decide(alone, book);
  const first = candidates.map((one) =>
    Object.assign(one, { decision: firstDecision(one, decisions, graph) }),
  );
  const stays = staysInItsOwnRight(first, graph);
  const staying = survivors(stays);
  const holders = holdersOf(first, stays);
  return {
    graph,
    candidates: first.map((one) => Object.assign(one, { decision: finalDecision(one, staying, graph) })),
    staying,
    holders,
  };
}

const INDEX_INCOMPLETE =
  'A tag of its repository points to a manifest that is not in the index, which may need it.';

function tagCandidates(graph: Graph, lookup: BeneathLookup): Candidate[] {
  return graph.tags.map((tag) => {
    const node = graph.nodes.get(tag.digest) ?? null;
    return candidate(tag, node, subjectOfAttachmentTag(tag.name), () => tagItem(tag, node, lookup));
  });
}

function manifestCandidates({ nodes }: Graph, lookup: BeneathLookup): Candidate[] {
  return [...nodes.values()]
    .filter(({ tags, parents, subject }) => tags.length === 0 && parents.length === 0 && subject === null)
    .map((node) => candidate(null, node, node.manifest.subject, () => manifestItem(node, lookup)));
}

function candidate(
  tag: TagSnapshot | null,
  node: Node | null,
  subject: string | null,
  look: () => Item,
): Candidate {
  try {
    return { tag, node, item: look(), error: null, subject };
  } catch (error) {
    return { tag, node, item: null, error, subject };
  }
}

/** Null: it is attached to what is here, and goes or stays with that. */
function firstDecision(
  { tag, item, error, subject }: Candidate,
  decisions: Map<Item, Decision>,
  graph: Graph,
): Decision | null {
  if (item === null) return failed(error);
  if (subject === null) return decisions.get(item)!;
  const reason = fixed(item);
  if (reason) return { outcome: 'protected', reason, rule: null };
  if (graph.nodes.has(subject)) return null;
  // What was to go with it was spared by an error, or is of a later batch of the same run.
  if (tag && graph.retired.has(subject))
    return { outcome: 'delete', reason: { kind: 'subject', digest: subject }, rule: null };
  return { outcome: 'keep', reason: { kind: 'subject-unknown', digest: subject }, rule: null };
}

type FirstDecided = Candidate & { decision: Decision | null };

/**
 * Of each manifest that was decided about, whether something that stays holds it. What is pinned or runs stays anyway, and so does what
 * hangs on nothing that was decided about (digests that go in circles, which are made up): no one has asked for it to go.
 */
function staysInItsOwnRight(candidates: readonly FirstDecided[], graph: Graph): Map<Node, boolean> {
  const stays = new Map<Node, boolean>();
  for (const { node, decision } of candidates)
    if (node && decision) stays.set(node, (stays.get(node) ?? false) || decision.outcome !== 'delete');
  // What a manifest needs that is not in the index, nobody knows.
  if (candidates.some(({ node }) => node === null))
    for (const node of graph.nodes.values()) stays.set(node, true);
  for (const node of graph.nodes.values()) if (isFixed(node)) stays.set(node, true);
  const decided = reach(stays.keys(), dependents);
  if (decided.size < graph.nodes.size)
    for (const node of graph.nodes.values()) if (!decided.has(node)) stays.set(node, true);
  return stays;
}

function isFixed({ manifest }: Node): boolean {
  return manifest.pinned || manifest.inUse.length > 0;
}

/** Tags and manifests that were decided about, and what nothing but itself keeps. */
function holdersOf(candidates: readonly FirstDecided[], stays: ReadonlyMap<Node, boolean>): Node[] {
  const held = candidates.flatMap(({ node, decision }) => (node && decision ? [node] : []));
  const known = new Set(held);
  return [...held, ...[...stays.keys()].filter((node) => isFixed(node) || !known.has(node))];
}

function finalDecision(
  { tag, node, subject, decision }: FirstDecided,
  staying: Map<Node, Node | null>,
  graph: Graph,
): Decision {
  if (decision === null) {
    const outcome = staying.has(graph.nodes.get(subject!)!) ? 'keep' : 'delete';
    return { outcome, reason: { kind: 'subject', digest: subject! }, rule: null };
  }
  if (tag !== null || decision.outcome !== 'delete') return decision;
  const neededBy = staying.get(node!);
  if (neededBy === undefined) return decision;
  if (neededBy === null) return { ...failed(new Error(INDEX_INCOMPLETE)), rule: decision.rule };
  return { ...decision, outcome: 'keep', reason: { kind: 'needed', digest: neededBy.manifest.digest } };
}
