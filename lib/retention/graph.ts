import { ATTACHMENT_TAG } from '../oci/attachments.ts';
import { subjectOfFallbackTag } from '../oci/fallback-tag.ts';
import type { Contents } from './contents.ts';
import type { ManifestSnapshot, RepositorySnapshot, TagSnapshot } from './types.ts';

/** A manifest among the others of its repository. */
export type Node = {
  manifest: ManifestSnapshot;
  /** It is a list of referrers as well: whatever tag holds it, clients look for it under its fallback tag. */
  isList: boolean;
  /** What it itself needs, as numbers of `Contents`. */
  blobs: Int32Array;
  /** In byte order. Fallback tags are none. */
  tags: TagSnapshot[];
  /** Those that are here. */
  children: Node[];
  parents: Node[];
  subject: Node | null;
  /** What belongs to it: referrers, and what tags such as `sha256-<hex>.sig` hold. */
  attached: Node[];
};

export type Graph = {
  repository: string;
  /** By digest, in its byte order. */
  nodes: ReadonlyMap<string, Node>;
  /** In byte order, without fallback tags. */
  tags: TagSnapshot[];
  /** See `RepositorySnapshot`. */
  retired: ReadonlySet<string>;
};

/** Makes the graph of a repository. Lists of referrers are left out: they are parents of nothing, and their tags are no tags. */
export function graphOf(repository: RepositorySnapshot, contents: Contents): Graph {
  const { tags, manifests, lists } = withoutFallbacks(repository);
  const nodes = new Map<string, Node>(
    manifests.map((manifest) => [
      manifest.digest,
      {
        manifest,
        isList: lists.has(manifest.digest),
        blobs: contents.number(manifest),
        tags: [],
        children: [],
        parents: [],
        subject: null,
        attached: [],
      },
    ]),
  );
  for (const tag of tags) nodes.get(tag.digest)?.tags.push(tag);
  for (const node of nodes.values()) link(node, nodes);
  for (const tag of tags) attach(tag, nodes);
  return { repository: repository.name, nodes, tags, retired: new Set(repository.retired) };
}

/** The digest that a tag such as `sha256-<hex>.sig` belongs to by its name; null for any other tag. */
export function subjectOfAttachmentTag(tag: string): string | null {
  if (!ATTACHMENT_TAG.test(tag)) return null;
  return tag.slice(0, tag.indexOf('.')).replace('-', ':');
}

/** All that `starts` come to by `next`, they among them. */
export function reach(starts: Iterable<Node>, next: (node: Node) => Iterable<Node>): Set<Node> {
  const reached = new Set(starts);
  // A Set gives what is added while it is walked, too.
  for (const node of reached) for (const other of next(node)) reached.add(other);
  return reached;
}

/** By name an OCI fallback tag on an index is a list of referrers; on an image, it is a tag that someone chose. */
function withoutFallbacks({ tags, manifests }: RepositorySnapshot) {
  const suspects = new Set(tags.filter(({ name }) => subjectOfFallbackTag(name) !== null));
  const lists = new Set(manifests.filter(({ fallback }) => fallback).map(({ digest }) => digest));
  if (suspects.size > 0) {
    const indexes = new Set(manifests.filter(({ kind }) => kind === 'index').map(({ digest }) => digest));
    for (const tag of suspects) {
      if (indexes.has(tag.digest)) lists.add(tag.digest);
      else suspects.delete(tag);
    }
  }
  const ordinary = tags.filter((tag) => !suspects.has(tag)).sort(by('name'));
  // What a tag of any other name holds is someone's index as well.
  const held = lists.size > 0 ? new Set(ordinary.map(({ digest }) => digest)) : lists;
  return {
    tags: ordinary,
    manifests: manifests.filter(({ digest }) => !lists.has(digest) || held.has(digest)).sort(by('digest')),
    lists,
  };
}

function link(node: Node, nodes: ReadonlyMap<string, Node>): void {
  for (const digest of new Set(node.manifest.children.map((child) => child.digest))) {
    const child = nodes.get(digest);
    if (!child) continue;
    node.children.push(child);
    child.parents.push(node);
  }
  const subject = node.manifest.subject === null ? undefined : nodes.get(node.manifest.subject);
  if (!subject) return;
  node.subject = subject;
  subject.attached.push(node);
}

function attach(tag: TagSnapshot, nodes: ReadonlyMap<string, Node>): void {
  const digest = subjectOfAttachmentTag(tag.name);
  const subject = digest === null ? undefined : nodes.get(digest);
  const node = nodes.get(tag.digest);
  if (subject && node && subject !== node && !subject.attached.includes(node)) subject.attached.push(node);
}

/** Compares by a field, in byte order: names and digests are ASCII. */
function by<K extends string>(field: K): (a: Record<K, string>, b: Record<K, string>) => number {
  return (a, b) => (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0);
}
