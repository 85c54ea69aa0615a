/**
 * A text whose byte order (`COLLATE "C"`) is the order of tag names as people mean it: names that are no version
 * first, in natural order (`pr-9` before `pr-10`); then versions by semver precedence (semver 2.0, §11), with `v`,
 * missing minor or patch, and suffixes such as `-alpine` understood.
 */
export function versionSortKey(tag: string): string {
  const version = parseVersion(tag);
  if (!version) return `0${natural(tag)}`;
  const { major, minor, patch, rest } = version;
  const core = [major, minor ?? '0', patch ?? '0'].map(padded).join('.');
  // A release sorts after its pre-releases: "~" is above every character of a tag's alphabet.
  return `1${core}${rest === '' ? '~' : natural(rest)}`;
}

/** The parts of a version as they are written; null where it leaves one out. `rest` begins with its separator, or is empty. */
export type Version = { major: string; minor: string | null; patch: string | null; rest: string };

/** Reads a tag as a version: `v1.2.3-rc.1`, `1.2-alpine`, `20260131`. Null for what is none. */
export function parseVersion(tag: string): Version | null {
  const version = VERSION.exec(tag);
  if (!version) return null;
  const [, major, minor = null, patch = null, rest = ''] = version;
  return { major: major!, minor, patch, rest };
}

const VERSION = /^v?(\d{1,18})(?:\.(\d{1,18}))?(?:\.(\d{1,18}))?([-_.+].*)?$/;

function natural(value: string): string {
  return value.replace(/\d+/g, padded);
}

/** Prefixes digits with their count (a letter, so that it sorts), so that numbers of any length compare by value. */
function padded(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  const tens = Math.floor(significant.length / 10);
  return `${tens}${significant.length % 10}${significant}`;
}
