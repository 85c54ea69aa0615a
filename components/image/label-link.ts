const REVISION = 'org.opencontainers.image.revision';
const SOURCE = 'org.opencontainers.image.source';

/**
 * Where a label leads (image spec 1.1, "Annotations"): an address is itself; a revision is a commit of a source on a forge
 * that has commits under /commit/. Whoever pushed the image wrote the labels: nothing but http and https becomes a link.
 */
export function linkOf(name: string, value: string, labels: Readonly<Record<string, string>>): string | null {
  if (name === REVISION) return commitOf(labels[SOURCE], value);
  return webAddress(value);
}

function webAddress(value: string): string | null {
  const url = URL.parse(value);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

function commitOf(source: string | undefined, revision: string): string | null {
  const address = source && webAddress(source);
  if (!address || !/^[0-9a-f]{7,64}$/.test(revision)) return null;
  const url = new URL(address);
  if (!/(^|\.)(github\.com|gitlab\.com|codeberg\.org)$/.test(url.hostname)) return null;
  return `${url.origin}${url.pathname.replace(/(\.git)?\/?$/, '')}/commit/${revision}`;
}
