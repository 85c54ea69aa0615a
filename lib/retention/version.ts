import { parseVersion, versionSortKey } from '../oci/version-sort-key.ts';

/** A tag read as a version, for ranking and grouping. */
export type RankedVersion = {
  /** Byte order is the order of versions. */
  key: string;
  major: string;
  /** Null for a tag such as `1`, which stands for all of its minors. */
  minor: string | null;
  prerelease: boolean;
};

/**
 * Null for a tag that is no version. A version that leaves parts out ranks above all that it stands for: `1.2` is moved to
 * each new `1.2.x`, so that it is as new as the newest of them and not, as in semver, an old `1.2.0`.
 */
export function rankedVersion(tag: string): RankedVersion | null {
  const version = parseVersion(tag);
  if (!version) return null;
  const { major, minor, patch, rest } = version;
  return {
    key: versionSortKey(`${major}.${minor ?? ANY}.${patch ?? ANY}${rest}`),
    major: unpadded(major),
    minor: minor === null ? null : unpadded(minor),
    prerelease: isPrerelease(rest),
  };
}

/** As large as parts of a version get. */
const ANY = '9'.repeat(18);

/**
 * Semver calls every suffix a pre-release, but tags have suffixes for variants too (`-alpine`, `-slim`): only these words,
 * with or without a number, mean that something was not released. What is not known for one is none, and stays.
 */
const PRERELEASE_WORDS = new Set([
  'alpha',
  'beta',
  'canary',
  'cr',
  'dev',
  'ea',
  'm',
  'milestone',
  'next',
  'nightly',
  'pr',
  'pre',
  'preview',
  'prerelease',
  'rc',
  'snapshot',
]);

function isPrerelease(rest: string): boolean {
  return rest.split(/[-_.+]/).some((part) => PRERELEASE_WORDS.has(part.toLowerCase().replace(/\d+$/, '')));
}

function unpadded(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
