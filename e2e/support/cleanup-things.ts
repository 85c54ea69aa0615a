import { OCI_CONFIG, OCI_EMPTY, OCI_IMAGE, OCI_INDEX } from '#lib/oci/media-types.ts';
import { descriptor, json, type Content } from './images.ts';

/** A manifest of any shape, with all that it consists of. */
export type Thing = Content & {
  /** Config and layers. */
  blobs: Content[];
  /** Of an index; any of them may be one as well. */
  children: Thing[];
  /** The digest that it belongs to by its `subject`. */
  subject: string | null;
  /** Days after which its label lets it expire; null: it has none. */
  expiresAfter: number | null;
};

const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const COSIGN = 'application/vnd.dev.cosign.simplesigning.v1+json';
const NOTE = 'application/vnd.example.note';
const LAYER_BYTES = 400;

/** A layer that is the same wherever it has the same name. */
function layer(name: string): Content {
  return json(LAYER, { layer: name, noise: name.repeat(LAYER_BYTES / 10) });
}

/** `layers`: by name, shared by all that name them; `more`: others as they are. `created`: 1970 is what reproducible builds write. */
export function imageOf(
  name: string,
  options: {
    layers?: string[];
    more?: Content[];
    created?: string;
    expiresAfter?: number | null;
    architecture?: string;
  } = {},
): Thing {
  const {
    layers = [name],
    more = [],
    created = '1970-01-01T00:00:00Z',
    expiresAfter = null,
    architecture = 'amd64',
  } = options;
  const blobs = [...layers.map(layer), ...more];
  const labels = { name, ...(expiresAfter && { 'quay.expires-after': `${expiresAfter}d` }) };
  const config = json(OCI_CONFIG, {
    created,
    architecture,
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: blobs.map(({ digest }) => digest) },
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    config: descriptor(config),
    layers: blobs.map(descriptor),
  };
  return {
    ...json(OCI_IMAGE, manifest),
    blobs: [config, ...blobs],
    children: [],
    subject: null,
    expiresAfter,
  };
}

/** Two platforms, and what BuildKit adds to each: an attestation, listed as a platform that is none. */
export function multiArch(name: string): Thing {
  const platforms = ['amd64', 'arm64'].map((architecture) =>
    imageOf(`${name}-${architecture}`, { architecture }),
  );
  const attestations = platforms.map((image, i) => ({
    thing: imageOf(`${name}-attestation-${i}`, { architecture: 'unknown' }),
    of: image.digest,
  }));
  return indexOf([
    ...platforms.map((thing, i) => ({
      thing,
      more: { platform: { os: 'linux', architecture: ['amd64', 'arm64'][i] } },
    })),
    ...attestations.map(({ thing, of }) => ({
      thing,
      more: {
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': of,
        },
      },
    })),
  ]);
}

/** An index that lists an index and an image. */
export function nested(name: string): Thing {
  return indexOf([{ thing: multiArch(`${name}-inner`) }, { thing: imageOf(`${name}-outer`) }]);
}

/** What is no image: a config `{}` and one file. */
export function artifactOf(name: string): Thing {
  return note({ name }, null);
}

/** Belongs to its subject by the field of OCI 1.1. */
export function referrerOf(subject: Thing, name: string): Thing {
  return note({ name }, subject);
}

/** Belongs to its subject by the name of its tag alone. */
export function signatureOf(subject: Thing): { tag: string; thing: Thing } {
  const payload = json(COSIGN, { critical: { image: { 'docker-manifest-digest': subject.digest } } });
  const config = json(OCI_CONFIG, { signs: subject.digest });
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    config: descriptor(config),
    layers: [descriptor(payload)],
  };
  return {
    tag: `${subject.digest.replace(':', '-')}.sig`,
    thing: {
      ...json(OCI_IMAGE, manifest),
      blobs: [config, payload],
      children: [],
      subject: null,
      expiresAfter: null,
    },
  };
}

/** The list of what belongs to a manifest, as clients without the referrers API keep it. */
export function listOf(referrers: Thing[]): Content {
  return indexOf(referrers.map((thing) => ({ thing, more: { artifactType: NOTE } })));
}

/** It and every manifest under it. */
export function descend(thing: Thing): Thing[] {
  return [thing, ...thing.children.flatMap(descend)];
}

/** The blob `{}`, which the registry may have for reasons of its own. */
export const EMPTY = json(OCI_EMPTY, {});

function indexOf(entries: { thing: Thing; more?: object }[]): Thing {
  const manifests = entries.map(({ thing, more }) => ({ ...descriptor(thing), ...more }));
  return {
    ...json(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests }),
    blobs: [],
    children: entries.map(({ thing }) => thing),
    subject: null,
    expiresAfter: null,
  };
}

function note(annotations: Record<string, string>, subject: Thing | null): Thing {
  const file = layer(`note-${annotations.name}`);
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_IMAGE,
    artifactType: NOTE,
    config: descriptor(EMPTY),
    layers: [descriptor(file)],
    ...(subject && { subject: descriptor(subject) }),
    annotations,
  };
  return {
    ...json(OCI_IMAGE, manifest),
    blobs: [EMPTY, file],
    children: [],
    subject: subject?.digest ?? null,
    expiresAfter: null,
  };
}
