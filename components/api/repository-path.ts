/** Addresses of a repository's page and of what is under it. Names of repositories and tags need no escaping; digests do not either. */
export function repositoryHref(name: string, rest = ''): string {
  return `/repositories/${name}${rest && `/-/${rest}`}`;
}

export function tagHref(repository: string, tag: string): string {
  return repositoryHref(repository, `tags/${tag}`);
}

export function manifestHref(repository: string, digest: string): string {
  return repositoryHref(repository, `manifests/${digest}`);
}

/** Splits `acme/api/-/tags/v1` as it stands in an address at `-`, which is never a part of a name. */
export function splitRepositoryPath(segments: readonly string[]): { name: string; rest: readonly string[] } {
  const decoded = segments.map((segment) => decodeURIComponent(segment));
  const at = decoded.indexOf('-');
  if (at === -1) return { name: decoded.join('/'), rest: [] };
  return { name: decoded.slice(0, at).join('/'), rest: decoded.slice(at + 1) };
}
