import { AppError } from '#lib/errors/app-error.ts';
import { httpStatus } from '#lib/errors/status.ts';
import { isManifestType } from '#lib/oci/media-types.ts';
import { deleteTags } from '#lib/services/delete-tags.ts';
import type { Content, Image, ImageIndex } from './images.ts';
import { contentsOf } from './layout.ts';
import { basic } from './people.ts';
import type { Parts } from './storm-parts.ts';

/**
 * How a write ended for its client. `done`: acknowledged. `unknown`: no answer, 5xx or 429; it may have come to pass or still do.
 * `absent` and `moved` (of deletes): nothing was changed.
 */
export type Outcome = 'done' | 'unknown' | 'absent' | 'moved';

export type Deleted = { deleted: string[]; moved: string[]; notFound: string[] };

type Asked = { body?: Buffer; type?: string };

/** Whom requests go to, and from whom they come. */
export type Served = Pick<Parts, 'gateways' | 'person'>;

/** Requests as a client sends them, to one gateway or the other; each once, whatever becomes of it. */
export class StormClient {
  readonly #parts: Served;
  #turn = 0;

  constructor(parts: Served) {
    this.#parts = parts;
  }

  /** Blobs, children, then the manifest under the tag. Where what it needs can't be brought, the tag was not touched: null. */
  async push(repository: string, tag: string, image: Image | ImageIndex): Promise<Outcome | null> {
    for (const content of contentsOf(image)) {
      if (content === image) break;
      const put = isManifestType(content.mediaType)
        ? await this.putManifest(repository, content.digest, content)
        : await this.putBlob(repository, content);
      if (put !== 'done') return null;
    }
    return this.putManifest(repository, tag, image);
  }

  async putManifest(repository: string, reference: string, manifest: Content): Promise<Outcome> {
    const path = `/v2/${repository}/manifests/${reference}`;
    return outcome(
      `PUT ${path}`,
      await this.send('PUT', path, { body: manifest.bytes, type: manifest.mediaType }),
    );
  }

  async deleteTag(repository: string, tag: string): Promise<Outcome> {
    const path = `/v2/${repository}/manifests/${tag}`;
    return outcome(`DELETE ${path}`, await this.send('DELETE', path));
  }

  /** Many tags at once, as `/api/v1` has it done; null: the outcome is unknown. */
  async deleteTags(repository: string, tags: string[]): Promise<Deleted | null> {
    const actor = { name: this.#parts.person.name, address: null };
    try {
      return await deleteTags({ repository, tags, actor });
    } catch (error) {
      const status = error instanceof AppError ? httpStatus(error.code) : 500;
      await outcome(`tags:delete of ${repository}`, new Response(String(error), { status }));
      return null;
    }
  }

  /** One request to one of the gateways; null when nothing, or half of it, comes back. */
  async send(method: string, path: string, { body, type }: Asked = {}): Promise<Response | null> {
    const { gateways, person } = this.#parts;
    const { url } = gateways[this.#turn++ % gateways.length]!;
    const headers = {
      authorization: basic(person.name, person.password),
      ...(type && { 'content-type': type }),
    };
    try {
      const answer = await fetch(new URL(path, url), {
        method,
        headers,
        body: body ? new Uint8Array(body) : null,
      });
      const bytes = await answer.arrayBuffer();
      const empty = method === 'HEAD' || answer.status === 204;
      return new Response(empty ? null : bytes, { status: answer.status, headers: answer.headers });
    } catch {
      return null;
    }
  }

  /** In one request; where the answer is not known the blob may be there, and is left to the next try. */
  async putBlob(repository: string, { digest, bytes }: Content): Promise<Outcome> {
    const there = await this.send('HEAD', `/v2/${repository}/blobs/${digest}`);
    if (there?.status === 200) return 'done';
    const path = `/v2/${repository}/blobs/uploads/?digest=${digest}`;
    return outcome(
      `POST ${path}`,
      await this.send('POST', path, { body: bytes, type: 'application/octet-stream' }),
    );
  }
}

async function outcome(what: string, answer: Response | null): Promise<Outcome> {
  if (!answer || answer.status >= 500 || answer.status === 429) return 'unknown';
  if (answer.ok) return 'done';
  if (what.startsWith('DELETE') && answer.status === 404) return 'absent';
  if (what.startsWith('DELETE') && answer.status === 409) return 'moved';
  throw new Error(`${what} answered ${answer.status}, which nothing here explains: ${await answer.text()}`);
}
