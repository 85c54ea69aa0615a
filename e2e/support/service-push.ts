import { query } from '#lib/db/pool.ts';
import { env } from '#lib/env/env.ts';
import { isManifestType } from '#lib/oci/media-types.ts';
import { parseReference, projectOf } from '#lib/oci/reference.ts';
import type { Principal } from '#lib/policies/can.ts';
import type { Actor } from '#lib/services/actor.ts';
import { ensureRepository } from '#lib/services/ensure-repository.ts';
import { putManifest } from '#lib/services/put-manifest.ts';
import { recordBlob } from '#lib/services/record-blob.ts';
import type { Image, ImageIndex } from './images.ts';
import { contentsOf } from './layout.ts';
import { putBlob } from './push.ts';

/** An administrator who needs no row: the services below decide nothing about people. */
export const ROOT: Principal = { kind: 'user', id: 0, name: 'root', admin: true, stamp: 0 };
export const ACTOR: Actor = { name: 'root', address: '127.0.0.1' };

/** The project's row, for tests of services that need no owner. */
export async function makeProject(name: string): Promise<void> {
  await query('INSERT INTO namespace (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
  await query('INSERT INTO project (name) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
}

/** Pushes as the gateway does, without its HTTP: blobs to the registry and the index, manifests through the service. */
export async function pushThroughServices(
  repository: string,
  reference: string,
  image: Image | ImageIndex,
): Promise<void> {
  await makeProject(projectOf(repository));
  const { id } = await ensureRepository(repository, ROOT);
  for (const content of contentsOf(image)) {
    if (isManifestType(content.mediaType)) {
      await putManifest({
        repository,
        reference: parseReference(content === image ? reference : content.digest),
        bytes: content.bytes,
        contentType: content.mediaType,
        principal: ROOT,
        actor: ACTOR,
      });
    } else {
      await putBlob({ url: env().registryUrl!, repository }, content);
      await recordBlob({ repositoryId: id, digest: content.digest, size: content.size });
    }
  }
}
