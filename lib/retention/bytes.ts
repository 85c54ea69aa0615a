import type { Contents } from './contents.ts';
import type { Node } from './graph.ts';
import { reach } from './graph.ts';
import { dependents } from './survival.ts';

/** Bytes that each of `holders` alone keeps: those of everything under it and attached to it that no other holder has. */
export function ownBytes(holders: readonly Node[], contents: Contents): Map<Node, number> {
  const owners = new Int32Array(contents.count);
  for (const [i, holder] of holders.entries())
    for (const node of family(holder))
      for (const id of node.blobs) owners[id] = owners[id] === 0 || owners[id] === i + 1 ? i + 1 : SHARED;
  return new Map(
    holders.map((holder, i) => {
      let bytes = 0;
      for (const node of family(holder))
        for (const id of node.blobs) {
          if (owners[id] !== i + 1) continue;
          bytes += contents.size(id);
          // A blob that is there twice counts once.
          owners[id] = SHARED;
        }
      return [holder, bytes];
    }),
  );
}

/** Counts what goes, blob by blob: those that nothing that stays needs, in any repository of the project. */
export class FreedBytes {
  readonly #settled: Uint8Array;
  readonly #contents: Contents;

  constructor(contents: Contents, staying: Iterable<Node>) {
    this.#contents = contents;
    this.#settled = new Uint8Array(contents.count);
    for (const node of staying) for (const id of node.blobs) this.#settled[id] = 1;
  }

  /** Bytes that go with `going` and have not been counted before. */
  count(going: Iterable<Node>): number {
    let bytes = 0;
    for (const node of going)
      for (const id of node.blobs) {
        if (this.#settled[id] === 1) continue;
        this.#settled[id] = 1;
        bytes += this.#contents.size(id);
      }
    return bytes;
  }
}

const SHARED = -1;

function family(node: Node): Iterable<Node> {
  if (node.children.length === 0 && node.attached.length === 0) return [node];
  return reach([node], dependents);
}
