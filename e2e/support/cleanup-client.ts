import { setTimeout as sleep } from 'node:timers/promises';
import { query } from '#lib/db/pool.ts';
import { isManifestType } from '#lib/oci/media-types.ts';
import type { CleanupParts } from './cleanup-parts.ts';
import type { Thing } from './cleanup-things.ts';
import type { Content } from './images.ts';
import { until } from './inside.ts';
import type { Person } from './people.ts';
import { StormClient, type Outcome } from './storm-client.ts';

/** Each is up again within seconds; what a dead process held is busy for some more. */
const TRIES = 200;
const PAUSE_MS = 250;

/** A client that asks again until it knows, as clients and their users do. */
export class CleanupClient {
  readonly #client: StormClient;

  constructor({ gateways }: CleanupParts, person: Person) {
    this.#client = new StormClient({ gateways, person });
  }

  /** All it consists of, and then itself, by the tag or by its digest. */
  async push(repository: string, reference: string, thing: Thing): Promise<void> {
    await this.pushParts(repository, thing);
    await this.putManifest(repository, reference, thing);
  }

  /** Everything but the manifest itself: a push that has come so far. */
  async pushParts(repository: string, thing: Thing): Promise<void> {
    for (const child of thing.children) await this.push(repository, child.digest, child);
    for (const blob of thing.blobs)
      await insist(`blob ${blob.digest}`, () => this.#client.putBlob(repository, blob));
  }

  async putManifest(repository: string, reference: string, thing: Content): Promise<void> {
    await insist(`${repository}:${reference}`, () => this.#client.putManifest(repository, reference, thing));
  }

  async deleteTag(repository: string, tag: string): Promise<void> {
    await insist(`delete of ${repository}:${tag}`, () => this.#client.deleteTag(repository, tag));
  }

  /** The answer to a request for a manifest; the gateway may be away for a while. */
  async ask(method: 'GET' | 'HEAD', path: string): Promise<Response> {
    let answer: Response | null = null;
    await insist(`${method} ${path}`, async () => {
      answer = await this.#client.send(method, path);
      return !answer || answer.status >= 500 || answer.status === 429 ? 'unknown' : 'done';
    });
    return answer!;
  }

  /** A whole pull. @returns what was not served as it was pushed, in words */
  async pull(repository: string, reference: string, thing: Thing): Promise<string[]> {
    const wrong = await this.#wrong(repository, `manifests/${reference}`, thing);
    const blobs = await Promise.all(
      thing.blobs.map((blob) => this.#wrong(repository, `blobs/${blob.digest}`, blob)),
    );
    const children = await Promise.all(
      thing.children.map((child) => this.pull(repository, child.digest, child)),
    );
    return [...wrong, ...blobs.flat(), ...children.flat()];
  }

  /** Waits until all that was asked for before is in the statistics: they are written in the order of the requests. */
  async counted(sentinel: { repository: string; digest: string }): Promise<void> {
    const [before] = await query<{ now: Date }>('SELECT clock_timestamp() AS now');
    await this.ask('HEAD', `/v2/${sentinel.repository}/manifests/${sentinel.digest}`);
    await until('uses are counted', async () => {
      const rows = await query(
        `SELECT 1 FROM manifest m JOIN repository r ON r.id = m.repository_id
         WHERE r.name = $1 AND m.digest = $2 AND m.digest_used_at >= $3`,
        [sentinel.repository, sentinel.digest, before!.now],
      );
      return rows.length > 0;
    });
  }

  async #wrong(repository: string, path: string, { digest, bytes, mediaType }: Content): Promise<string[]> {
    const answer = await this.ask('GET', `/v2/${repository}/${path}`);
    const same = answer.status === 200 && Buffer.from(await answer.arrayBuffer()).equals(bytes);
    const named = !isManifestType(mediaType) || answer.headers.get('docker-content-digest') === digest;
    return same && named ? [] : [`${repository}/${path} (${digest}): ${answer.status}`];
  }
}

async function insist(what: string, attempt: () => Promise<Outcome | null>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const outcome = await attempt();
    if (outcome !== null && outcome !== 'unknown') return;
    await sleep(PAUSE_MS);
  }
  throw new Error(`${what}: no answer after ${TRIES} tries`);
}
