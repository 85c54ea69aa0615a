import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { each } from '#lib/registry/each.ts';

/** Where distribution keeps things below its root (registry/storage/paths.go). */
const V2 = 'docker/registry/v2';
const BLOBS = `${V2}/blobs`;
const REPOSITORIES = `${V2}/repositories`;

export type Content = { blobs: number; bytes: number };

/** All blobs on the disk, whoever names them. */
export async function measureContent(storage: string): Promise<Content> {
  const content: Content = { blobs: 0, bytes: 0 };
  const root = path.join(storage, BLOBS);
  for (const algorithm of await names(root)) {
    for (const prefix of await names(path.join(root, algorithm))) {
      const folder = path.join(root, algorithm, prefix);
      const sizes = await each(await names(folder), (hex) => sizeOf(path.join(folder, hex, 'data')));
      content.blobs += sizes.filter((size) => size > 0).length;
      content.bytes += sizes.reduce((sum, size) => sum + size, 0);
    }
  }
  return content;
}

/** Bytes of one blob on the disk; 0 when it is not there. */
export async function blobBytes(storage: string, digest: string): Promise<number> {
  const [algorithm = '', hex = ''] = digest.split(':');
  return await sizeOf(path.join(storage, BLOBS, algorithm, hex.slice(0, 2), hex, 'data'));
}

export type RepositoryFolder = { name: string; hasLayers: boolean; hasManifests: boolean; uploads: string };

/** Whether anything was ever pushed: until then the registry has no folder of repositories, and its own program fails for that. */
export async function wasEverPushedTo(storage: string): Promise<boolean> {
  return stat(path.join(storage, REPOSITORIES)).then(
    () => true,
    () => false,
  );
}

/** Every repository on the disk, also those that no listing has: 2.8.x lists only what has a folder of layers. */
export async function* repositoriesOn(storage: string): AsyncGenerator<RepositoryFolder> {
  const root = path.join(storage, REPOSITORIES);
  const waiting = [''];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const inside = await names(path.join(root, name));
    waiting.push(...inside.filter((one) => !one.startsWith('_')).map((one) => path.posix.join(name, one)));
    const hasManifests = inside.includes('_manifests');
    const hasLayers = inside.includes('_layers');
    if (name !== '' && (hasManifests || hasLayers))
      yield { name, hasLayers, hasManifests, uploads: path.join(root, name, '_uploads') };
  }
}

export type AbandonedUpload = { folder: string; bytes: number };

/**
 * Uploads that nobody goes on with: the registry itself keeps them for a week, and a push that a full disk has cut off leaves
 * gigabytes.
 */
export async function* abandonedUploads(storage: string): AsyncGenerator<AbandonedUpload> {
  for await (const { uploads } of repositoriesOn(storage)) {
    for (const id of await names(uploads)) {
      const folder = path.join(uploads, id);
      const data = await stat(path.join(folder, 'data')).catch(() => stat(folder).catch(() => null));
      if (data && Date.now() - data.mtimeMs > ABANDONED_MS)
        yield { folder, bytes: data.isFile() ? data.size : 0 };
    }
  }
}

/** Call it only while nothing is uploaded. @returns bytes freed */
export async function removeAbandonedUploads(storage: string): Promise<number> {
  let freed = 0;
  for await (const { folder, bytes } of abandonedUploads(storage)) {
    await rm(folder, { recursive: true, force: true });
    freed += bytes;
  }
  return freed;
}

/** Clients wait for seconds between two chunks, and for minutes when they try again. */
const ABANDONED_MS = 60 * 60 * 1000;

/** What is in a folder; one that is not there is empty, one that can't be read is not taken for such. */
async function names(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** True when the registry has the manifest on this disk. */
export async function hasManifest(storage: string, repository: string, digest: string): Promise<boolean> {
  const [algorithm = '', hex = ''] = digest.split(':');
  const link = path.join(REPOSITORIES, repository, '_manifests/revisions', algorithm, hex, 'link');
  return (await sizeOf(path.join(storage, link))) > 0;
}
