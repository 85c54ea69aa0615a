/** Content under a digest never changes, so the digest is its entity tag (RFC 9110, 8.8.3). */
export function entityTag(digest: string): string {
  return `"${digest}"`;
}

/** Whether `If-None-Match` names the content, weakly compared (RFC 9110, 13.1.2). */
export function isUnchanged(header: string | undefined, digest: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(entityTag(digest));
}
