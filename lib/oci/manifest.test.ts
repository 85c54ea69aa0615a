import { describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import { defaultPlatformChild, parseManifest, platformChildren } from './manifest.ts';
import { DOCKER_IMAGE, OCI_CONFIG, OCI_IMAGE, OCI_INDEX } from './media-types.ts';

const digest = digestOf(Buffer.from('x'));
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest, size: 5 };
const config = { mediaType: OCI_CONFIG, digest, size: 2 };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const image = (extra: object = {}) =>
  bytes({ schemaVersion: 2, mediaType: OCI_IMAGE, config, layers: [layer], ...extra });
const child = (platform: object | undefined, annotations?: object) => ({
  mediaType: OCI_IMAGE,
  digest,
  size: 3,
  platform,
  annotations,
});

describe('parseManifest', () => {
  it('reads an image', () => {
    const parsed = parseManifest(
      image({ annotations: { a: 'b', n: 1 }, unknown: true }),
      `${OCI_IMAGE}; charset=utf-8`,
    );
    expect(parsed).toMatchObject({
      kind: 'image',
      artifactType: null,
      mediaType: OCI_IMAGE,
      annotations: { a: 'b' },
      subject: null,
    });
    expect(parsed.blobs.map((blob) => [blob.config, blob.size])).toEqual([
      [true, 2],
      [false, 5],
    ]);
  });

  it('tells artifacts by their config type, and takes ones without layers', () => {
    const made = bytes({
      schemaVersion: 2,
      config: { ...config, mediaType: 'application/vnd.acme.sbom' },
      subject: layer,
    });
    expect(parseManifest(made, OCI_IMAGE)).toMatchObject({
      kind: 'artifact',
      artifactType: 'application/vnd.acme.sbom',
      subject: { digest },
      children: [],
    });
  });

  it('reads an index, whatever its children are, and an empty one', () => {
    const amd64 = child({ os: 'linux', architecture: 'amd64' });
    const arm = child({ os: 'linux', architecture: 'arm', variant: 'v7' });
    const attestation = child(
      { os: 'unknown', architecture: 'unknown' },
      { 'vnd.docker.reference.type': 'attestation-manifest' },
    );
    const cache = { ...layer };
    const parsed = parseManifest(
      bytes({ schemaVersion: 2, manifests: [arm, amd64, attestation, cache] }),
      OCI_INDEX,
    );
    expect(parsed.children).toHaveLength(4);
    expect(platformChildren(parsed.children).map((one) => one.platform)).toEqual([
      'linux/arm/v7',
      'linux/amd64',
    ]);
    expect(defaultPlatformChild(parsed.children)?.platform).toBe('linux/amd64');
    expect(parseManifest(bytes({ schemaVersion: 2, manifests: [] }), OCI_INDEX).children).toEqual([]);
  });

  it.each<[string, Buffer, string]>([
    ['no JSON', Buffer.from('{'), OCI_IMAGE],
    ['levels without end', Buffer.from(`{"x":${'['.repeat(100)}${']'.repeat(100)}}`), OCI_IMAGE],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), OCI_IMAGE],
    ['a list', bytes([]), OCI_IMAGE],
    ['schema 1', bytes({ schemaVersion: 1 }), OCI_IMAGE],
    ['another type inside', image(), DOCKER_IMAGE],
    ['an unknown type', image(), 'application/json'],
    ['no config', bytes({ schemaVersion: 2, layers: [] }), OCI_IMAGE],
    ['a bad digest', image({ layers: [{ ...layer, digest: 'sha256:abc' }] }), OCI_IMAGE],
    ['a negative size', image({ layers: [{ ...layer, size: -1 }] }), OCI_IMAGE],
    ['layers that are no list', image({ layers: {} }), OCI_IMAGE],
    ['a media type with a NUL', image({ layers: [{ ...layer, mediaType: 'a\0b' }] }), OCI_IMAGE],
  ])('refuses %s', (_name, body, type) => {
    expect(() => parseManifest(body, type)).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID' }));
  });
});
