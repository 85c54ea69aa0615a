import { ExpiringMap } from '#lib/auth/expiring-map.ts';
import type { AuditedPull } from './audit-pulls.ts';
import type { Fetched } from './pull-counter.ts';

/**
 * One `docker pull` is several requests: HEAD of the tag, GET of what it stands for by digest, GET of the platform's
 * manifest by digest. This remembers for a while what each client did, so that they count once, and for the tag.
 */
export class PullStory {
  /** Per client and repository: the tags it looked at, by digest. */
  readonly #looked = new ExpiringMap<string>(MAX_REMEMBERED, STORY_MS);
  /** Per client and repository: the bytes of the index it fetched last. */
  readonly #indexes = new ExpiringMap<Buffer>(MAX_REMEMBERED, STORY_MS);

  /** What a request for a manifest counts as; null: part of a pull that was counted already. */
  tell({ client, repositoryId, method, tag, digest, isIndex, bytes }: ManifestRequest): Fetched | null {
    const who = `${client} ${repositoryId}`;
    const look = `${who} ${digest}`;
    if (method === 'HEAD') {
      if (tag !== null) this.#looked.set(look, tag);
      return { repositoryId, tag, digest, how: 'use' };
    }
    const lookedAs = this.#looked.get(look) ?? null;
    if (tag === null && lookedAs === null && this.#indexes.get(who)?.includes(digest)) return null;
    // One look stands for one pull: the next GET of the same digest is another.
    this.#looked.delete(look);
    if (isIndex) this.#indexes.set(who, bytes);
    return { repositoryId, tag: tag ?? lookedAs, digest, how: 'pull' };
  }
}

export type ManifestRequest = {
  /** For the audit, where the project has its pulls audited. */
  audit: Pick<AuditedPull, 'actor' | 'project' | 'repository'> | null;
  /** A user, or an address. */
  client: string;
  repositoryId: number;
  method: 'GET' | 'HEAD';
  /** Null: asked by digest. */
  tag: string | null;
  digest: string;
  isIndex: boolean;
  bytes: Buffer;
};

/** Between the first and the last manifest of a pull lie seconds; with a slow client perhaps a minute. */
const STORY_MS = 60_000;
const MAX_REMEMBERED = 10_000;
