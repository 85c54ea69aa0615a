import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { descriptor } from './images.ts';
import type { Content, Image, ImageIndex } from './images.ts';

/** Writes an OCI image layout (image spec 1.1, "Image Layout") that clients read as `oci:<folder>:<tag>`. */
export async function writeLayout(folder: string, tags: Record<string, Image | ImageIndex>): Promise<void> {
  const blobs = join(folder, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const contents = new Map(
    Object.values(tags)
      .flatMap(contentsOf)
      .map((content) => [content.digest, content]),
  );
  for (const { digest, bytes } of contents.values())
    await writeFile(join(blobs, digest.slice('sha256:'.length)), bytes);
  const manifests = Object.entries(tags).map(([tag, image]) => ({
    ...descriptor(image),
    annotations: { 'org.opencontainers.image.ref.name': tag },
  }));
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}

/** Everything a registry needs of an image, in the order it must be pushed. */
export function contentsOf(image: Image | ImageIndex): Content[] {
  return 'images' in image ? [...image.images.flatMap(contentsOf), image] : [...image.blobs, image];
}
