import { AppError } from '../errors/app-error.ts';
import { isDigest } from './digest.ts';
import { IMAGE_CONFIG_TYPES, INDEX_TYPES, isForeignLayer, isManifestType } from './media-types.ts';
import { isNestedDeeper } from './nesting.ts';

/** Stock registries refuse larger ones, and clients (containerd) read no more. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** What the image spec defines is five levels deep; fields of others' have room. Stock registries give up at 10,000. */
const MAX_LEVELS = 100;

/** A reference to content (image spec 1.1, "Content Descriptors"). `platform` is `os/architecture[/variant]`. */
export type Descriptor = {
  mediaType: string;
  digest: string;
  size: number;
  platform: string | null;
  annotations: Record<string, string>;
  artifactType: string | null;
};

export type BlobDescriptor = Descriptor & { config: boolean; foreign: boolean };

/** What Lighter needs to know of a manifest; its bytes stay the truth. */
export type ParsedManifest = {
  mediaType: string;
  kind: 'image' | 'index' | 'artifact';
  artifactType: string | null;
  config: Descriptor | null;
  /** Config and layers in their order; empty for an index. */
  blobs: BlobDescriptor[];
  /** Descriptors of an index; empty otherwise. Not all are manifests (BuildKit caches list layers). */
  children: Descriptor[];
  subject: Descriptor | null;
  annotations: Record<string, string>;
};

/**
 * Parses the exact bytes of a manifest (image spec 1.1, "Image Manifest", "Image Index").
 * `contentType` is the type it was sent or stored with. Unknown fields are left alone.
 * @throws AppError MANIFEST_INVALID
 */
export function parseManifest(bytes: Uint8Array, contentType: string): ParsedManifest {
  const json = parseJson(bytes);
  const mediaType = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (!isManifestType(mediaType)) {
    throw invalid(
      `The media type "${mediaType.slice(0, 100)}" is no manifest type that this registry stores`,
    );
  }
  const stated = json['mediaType'];
  if (stated !== undefined && stated !== mediaType) {
    throw invalid('The mediaType inside the manifest differs from its Content-Type');
  }
  if (json['schemaVersion'] !== 2) throw invalid('schemaVersion must be 2');
  const subject =
    json['subject'] === undefined || json['subject'] === null ? null : descriptor(json['subject'], 'subject');
  const base = { mediaType, subject, annotations: stringMap(json['annotations']) };
  const artifactType = typeName(json['artifactType'], 'artifactType');
  return INDEX_TYPES.includes(mediaType)
    ? {
        ...base,
        kind: 'index',
        artifactType,
        config: null,
        blobs: [],
        children: list(json['manifests'], 'manifests'),
      }
    : { ...base, ...imageParts(json, artifactType) };
}

/** `os/architecture[/variant]` of a descriptor's or a config's fields, or null. */
export function platformName(value: unknown): string | null {
  if (!isObject(value)) return null;
  const os = text(value['os']);
  const architecture = text(value['architecture']);
  if (!os || !architecture) return null;
  const variant = text(value['variant']);
  const name = variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`;
  return PRINTABLE.test(name) ? name : null;
}

/** Annotation of BuildKit's children that are not platforms but attestations of one. */
export const REFERENCE_TYPE = 'vnd.docker.reference.type';
export const REFERENCE_DIGEST = 'vnd.docker.reference.digest';

/** Children that a client would run: manifests with a platform that are no attestations. */
export function platformChildren(children: readonly Descriptor[]): Descriptor[] {
  return children.filter(
    (child) =>
      isManifestType(child.mediaType) &&
      child.platform !== null &&
      !child.platform.startsWith('unknown/') &&
      child.annotations[REFERENCE_TYPE] === undefined,
  );
}

/** The child whose size an index is shown with: linux/amd64, else the first platform. */
export function defaultPlatformChild(children: readonly Descriptor[]): Descriptor | null {
  const platforms = platformChildren(children);
  return platforms.find((child) => child.platform === 'linux/amd64') ?? platforms[0] ?? null;
}

function imageParts(json: JsonObject, statedArtifactType: string | null) {
  const config = descriptor(json['config'], 'config');
  const layers = list(json['layers'], 'layers');
  const isImage = IMAGE_CONFIG_TYPES.includes(config.mediaType);
  const blobs: BlobDescriptor[] = [
    { ...config, config: true, foreign: false },
    ...layers.map((layer) => ({ ...layer, config: false, foreign: isForeignLayer(layer.mediaType) })),
  ];
  if (!Number.isSafeInteger(blobs.reduce((sum, blob) => sum + blob.size, 0)))
    throw invalid('The sizes of config and layers add up to more bytes than can be counted');
  return {
    kind: isImage ? ('image' as const) : ('artifact' as const),
    // Artifacts of clients before OCI 1.1 are told apart by their config's type alone.
    artifactType: statedArtifactType ?? (isImage ? null : config.mediaType),
    config,
    blobs,
    children: [],
  };
}

type JsonObject = Record<string, unknown>;

function parseJson(bytes: Uint8Array): JsonObject {
  if (isNestedDeeper(bytes, MAX_LEVELS))
    throw invalid(`The manifest is nested more than ${MAX_LEVELS} levels deep`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('The manifest is not JSON in UTF-8');
  }
  if (!isObject(value)) throw invalid('The manifest is not a JSON object');
  return value;
}

function list(value: unknown, field: string): Descriptor[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`${field} must be a list of descriptors`);
  return value.map((item, i) => descriptor(item, `${field}[${i}]`));
}

function descriptor(value: unknown, field: string): Descriptor {
  if (!isObject(value)) throw invalid(`${field} must be a descriptor`);
  const { mediaType, digest, size } = value;
  if (typeof mediaType !== 'string' || !PRINTABLE.test(mediaType))
    throw invalid(`${field}.mediaType is no media type`);
  if (typeof digest !== 'string' || !isDigest(digest))
    throw invalid(`${field}.digest is not a sha256 digest`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw invalid(`${field}.size is not a byte count`);
  return {
    mediaType,
    digest,
    size,
    platform: platformName(value['platform']),
    annotations: stringMap(value['annotations']),
    artifactType: typeName(value['artifactType'], `${field}.artifactType`),
  };
}

/** Media types are ASCII and short (RFC 6838, section 4.2); what is kept and shown of platforms obeys it too. */
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

function typeName(value: unknown, field: string): string | null {
  const name = text(value);
  if (name !== null && !PRINTABLE.test(name)) throw invalid(`${field} is no media type`);
  return name;
}

function stringMap(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string): AppError {
  return new AppError('MANIFEST_INVALID', `${why}.`);
}
