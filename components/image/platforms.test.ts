import { describe, expect, it } from 'vitest';
import type { PlatformEntry } from '#lib/schemas/repositories.ts';
import { attachmentsOf, choosePlatform, platformsOf } from './platforms.ts';

const entry = (platform: string | null, more: Partial<PlatformEntry> = {}): PlatformEntry => ({
  digest: `sha256:${platform}`,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  platform,
  size: 1,
  stored: true,
  referenceType: null,
  referenceDigest: null,
  ...more,
});
const arm = entry('linux/arm64');
const amd = entry('linux/amd64');
const attestation = entry('unknown/unknown', {
  referenceType: 'attestation-manifest',
  referenceDigest: amd.digest,
});

describe('an index', () => {
  it('keeps what runs apart from what is attached', () => {
    const index = { children: [arm, amd, attestation] };
    expect(platformsOf(index)).toEqual([arm, amd]);
    expect(attachmentsOf(index)).toEqual([attestation]);
  });
});

describe('choosePlatform', () => {
  const missing = entry('linux/amd64', { stored: false });
  it.each([
    ['what the address says', [arm, amd], 'linux/arm64', arm],
    ['even if it is not stored', [arm, missing], 'linux/amd64', missing],
    ['else the usual one', [arm, amd], null, amd],
    ['else one that is stored', [missing, arm], null, arm],
    ['else any', [missing], null, missing],
    ['of an unknown one, as if none were said', [arm, amd], 'plan9/mips', amd],
    ['none of none', [], null, null],
  ])('takes %s', (_, platforms, wanted, chosen) => {
    expect(choosePlatform(platforms, wanted)).toBe(chosen);
  });
});
