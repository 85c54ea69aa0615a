import { describe, expect, it } from 'vitest';
import { parseRoute, type Route } from './route.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const tag = (name: string) => ({ kind: 'tag' as const, tag: name });
const UUID = '0f3b0c1e-5f7e-4a7e-9c83-2b1e1f0e7a11';

describe('parseRoute', () => {
  it.each<[string, Route]>([
    ['/v2/', { kind: 'base' }],
    ['/v2/_catalog', { kind: 'catalog' }],
    ['/v2/nginx/tags/list', { kind: 'tags', repository: 'nginx' }],
    ['/v2/acme/team/web/tags/list', { kind: 'tags', repository: 'acme/team/web' }],
    ['/v2/acme/api/manifests/v1', { kind: 'manifest', repository: 'acme/api', reference: tag('v1') }],
    [
      '/v2/a/manifests/b/manifests/latest',
      { kind: 'manifest', repository: 'a/manifests/b', reference: tag('latest') },
    ],
    [
      '/v2/manifests/manifests/manifests',
      { kind: 'manifest', repository: 'manifests', reference: tag('manifests') },
    ],
    [
      '/v2/a/blobs/uploads/manifests/v1',
      { kind: 'manifest', repository: 'a/blobs/uploads', reference: tag('v1') },
    ],
    ['/v2/a/tags/list/tags/list', { kind: 'tags', repository: 'a/tags/list' }],
    [
      `/v2/a/manifests/${DIGEST}`,
      { kind: 'manifest', repository: 'a', reference: { kind: 'digest', digest: DIGEST } },
    ],
    [`/v2/a/blobs/${DIGEST}`, { kind: 'blob', repository: 'a', digest: DIGEST }],
    [`/v2/a/blobs/${DIGEST.replace(':', '%3A')}`, { kind: 'blob', repository: 'a', digest: DIGEST }],
    ['/v2/a/b/blobs/uploads/', { kind: 'uploads', repository: 'a/b' }],
    [`/v2/a/b/blobs/uploads/${UUID}`, { kind: 'upload', repository: 'a/b', session: UUID }],
    [`/v2/a/b/referrers/${DIGEST}`, { kind: 'referrers', repository: 'a/b', digest: DIGEST }],
  ])('%s', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  it.each<[string, string]>([
    ['/v2', 'NOT_FOUND'],
    ['/v2/x', 'NOT_FOUND'],
    ['/v2/_catalog/', 'NOT_FOUND'],
    ['/v2//_catalog', 'NOT_FOUND'],
    ['/v2/%5Fcatalog', 'NOT_FOUND'],
    ['/v2/a/tags/list/', 'NOT_FOUND'],
    ['/v2/a/tags/', 'NOT_FOUND'],
    ['/v2/a/manifests/', 'NOT_FOUND'],
    ['/v2/a/manifests/v1/', 'NOT_FOUND'],
    ['/v2//manifests/v1', 'NOT_FOUND'],
    ['/v2/a//b/manifests/v1', 'NOT_FOUND'],
    ['/v2/a//manifests/v1', 'NOT_FOUND'],
    ['/v2/manifests/v1', 'NOT_FOUND'],
    ['/v2/a%2Fb/manifests/v1', 'NOT_FOUND'],
    ['/v2/a%252Fb/manifests/v1', 'NOT_FOUND'],
    ['/v2/public/../private/manifests/v1', 'NOT_FOUND'],
    ['/v2/public/%2e%2e/private/manifests/v1', 'NOT_FOUND'],
    ['/v2/./a/manifests/v1', 'NOT_FOUND'],
    ['/v2/a\\b/manifests/v1', 'NAME_INVALID'],
    ['/v2/a/blobs/uploads', 'NOT_FOUND'],
    ['/v2/blobs/uploads/', 'NOT_FOUND'],
    ['/v2/a/blobs/uploads/../x', 'NOT_FOUND'],
    ['/v2/a/blobs/uploads/a%3fb', 'NOT_FOUND'],
    ['/v2/a/blobs/uploads/.hidden', 'BLOB_UPLOAD_UNKNOWN'],
    ['/v2/ACME/manifests/v1', 'NAME_INVALID'],
    ['/v2/-/manifests/v1', 'NAME_INVALID'],
    [`/v2/${'a'.repeat(256)}/manifests/v1`, 'NAME_INVALID'],
    ['/v2/a/manifests/.v1', 'TAG_INVALID'],
    [`/v2/a/manifests/${'t'.repeat(129)}`, 'TAG_INVALID'],
    ['/v2/a/manifests/sha256:abc', 'DIGEST_INVALID'],
    [`/v2/a/manifests/sha512:${'a'.repeat(128)}`, 'DIGEST_INVALID'],
    ['/v2/a/blobs/latest', 'DIGEST_INVALID'],
    [`/v2/a/blobs/${DIGEST.toUpperCase()}`, 'DIGEST_INVALID'],
    ['/v2/a/referrers/x', 'DIGEST_INVALID'],
  ])('refuses %s', (path, code) => {
    expect(() => parseRoute(path)).toThrow(expect.objectContaining({ code }));
  });
});
