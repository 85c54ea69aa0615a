import { OCI_INDEX } from './media-types.ts';

/**
 * A scratch: the empty index that doomed tags are pointed at before its digest is deleted, tags and all (registry 2.x
 * can't delete a tag). It names its operation and each tag's own digest, so that whoever finds one, without any
 * database, can finish or undo the delete; and it is never taken for an image.
 */
export type Scratch = { operationId: string; tags: { tag: string; digest: string }[] };

const OPERATION = 'dev.lighter.untag.operation';
const TAGS = 'dev.lighter.untag.tags';

/** The scratch's exact bytes: the same for the same operation, at any time. Its media type is an OCI index. */
export function scratchBytes(scratch: Scratch): Buffer {
  const tags = Object.fromEntries(scratch.tags.map(({ tag, digest }) => [tag, digest]));
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [],
      annotations: { [OPERATION]: scratch.operationId, [TAGS]: JSON.stringify(tags) },
    }),
  );
}

/** The scratch that a manifest's annotations tell of, or null when it is none. */
export function readScratch(annotations: Record<string, string>): Scratch | null {
  const operationId = annotations[OPERATION];
  const tags = annotations[TAGS];
  if (operationId === undefined || tags === undefined) return null;
  try {
    const entries = Object.entries(JSON.parse(tags) as Record<string, unknown>);
    return { operationId, tags: entries.map(([tag, digest]) => ({ tag, digest: String(digest) })) };
  } catch {
    return { operationId, tags: [] };
  }
}
