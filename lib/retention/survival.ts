import type { Node } from './graph.ts';

/**
 * What stays because of what stays, within a repository: the children of an index, however deep; all that is attached to
 * something, and what it is attached to. Never a parent: an index may go while a platform of it stays.
 * @param stays whether a manifest stays in its own right
 * @returns every manifest that stays, with the one that needs it (null: none)
 */
export function survivors(stays: ReadonlyMap<Node, boolean>): Map<Node, Node | null> {
  const neededBy = new Map<Node, Node | null>();
  for (const [node, inItsOwnRight] of stays) if (inItsOwnRight) neededBy.set(node, null);
  // A Map gives what is added while it is walked, too.
  for (const node of neededBy.keys())
    for (const other of needs(node)) if (!neededBy.has(other)) neededBy.set(other, node);
  return neededBy;
}

/** What hangs on a manifest. */
export function dependents({ children, attached }: Node): readonly Node[] {
  return attached.length === 0 ? children : [...children, ...attached];
}

function needs(node: Node): readonly Node[] {
  return node.subject ? [...dependents(node), node.subject] : dependents(node);
}
