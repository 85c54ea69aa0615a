import type { ManifestToIndex } from '#lib/db/index-manifests.ts';
import { digestOf } from '#lib/oci/digest.ts';
import type { ParsedManifest } from '#lib/oci/manifest.ts';
import { parseManifest, platformName } from '#lib/oci/manifest.ts';
import { isNestedDeeper } from '#lib/oci/nesting.ts';
import { getSmallBlob } from '#lib/registry/blobs.ts';
import { recentConfig } from './recent-configs.ts';

/** Configs are a few KiB; one larger than this is not kept, only named. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * All the index wants to know of a manifest: what its bytes say and, for an image, what its config upstream says.
 * A config that is missing, too large or no JSON leaves it null. @throws AppError MANIFEST_INVALID, UPSTREAM_ERROR
 */
export async function readManifest(
  repository: string,
  manifest: { bytes: Buffer; mediaType: string; parsed?: ParsedManifest },
  signal?: AbortSignal,
): Promise<Pick<ManifestToIndex, 'digest' | 'bytes' | 'parsed' | 'config'>> {
  const parsed = manifest.parsed ?? parseManifest(manifest.bytes, manifest.mediaType);
  return {
    digest: digestOf(manifest.bytes),
    bytes: manifest.bytes,
    parsed,
    config: await readConfig(repository, parsed, signal),
  };
}

async function readConfig(
  repository: string,
  { kind, config }: ParsedManifest,
  signal?: AbortSignal,
): Promise<ManifestToIndex['config']> {
  if (kind !== 'image' || !config || config.size > MAX_CONFIG_BYTES) return null;
  const bytes =
    recentConfig(config.digest) ?? (await getSmallBlob(repository, config.digest, MAX_CONFIG_BYTES, signal));
  if (!bytes) return null;
  const json = parseObject(bytes);
  return { bytes, platform: platformName(json), builtAt: date(json?.['created']) };
}

/** A config holds maps of maps; one that is deeper than this is not worth the time that reading it takes. */
const MAX_CONFIG_LEVELS = 100;

function parseObject(bytes: Buffer): Record<string, unknown> | null {
  if (isNestedDeeper(bytes, MAX_CONFIG_LEVELS)) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Years that Postgres and JSON both take; anything else a config claims is no date. */
function date(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  const parsed = new Date(value);
  const year = parsed.getUTCFullYear();
  return year >= 1 && year <= 9999 ? parsed : null;
}
