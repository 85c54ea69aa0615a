import { digestOf } from './digest.ts';
import { OCI_EMPTY, OCI_IMAGE } from './media-types.ts';

/**
 * A pin: a manifest over blobs that a push has brought and no manifest names yet, for as long as garbage is collected. The registry's
 * program keeps what a manifest names. It is never tagged, and never taken for an image.
 */
const RUN = 'dev.lighter.pin.run';
const TYPE = 'application/vnd.lighter.pin';

/** The blob `{}`, which a pin names as its config, and which makes the program look into a repository that has no other blob. */
export const EMPTY_BLOB: Buffer = Buffer.from('{}');

/** A pin's exact bytes: the same for the same run and blobs. Its media type is `PIN_TYPE`. */
export function pinBytes(run: number, blobs: readonly { digest: string; size: number }[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: PIN_TYPE,
      artifactType: TYPE,
      config: { mediaType: OCI_EMPTY, digest: digestOf(EMPTY_BLOB), size: EMPTY_BLOB.length },
      layers: blobs.map(({ digest, size }) => ({ mediaType: 'application/octet-stream', digest, size })),
      annotations: { [RUN]: String(run) },
    }),
  );
}

export const PIN_TYPE = OCI_IMAGE;

/** Whether a manifest's annotations are those of a pin. */
export function isPin(annotations: Record<string, string>): boolean {
  return annotations[RUN] !== undefined;
}
