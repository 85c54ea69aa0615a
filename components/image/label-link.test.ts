import { describe, expect, it } from 'vitest';
import { linkOf } from './label-link.ts';

const REVISION = 'org.opencontainers.image.revision';
const SOURCE = 'org.opencontainers.image.source';

describe('linkOf', () => {
  it.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['http://example.com/', 'http://example.com/'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['Apache-2.0', null],
    ['', null],
  ])('of the value %j is %j', (value, link) => {
    expect(linkOf('any', value, {})).toBe(link);
  });

  it.each([
    ['https://github.com/acme/api.git', 'abc1234', 'https://github.com/acme/api/commit/abc1234'],
    ['https://gitlab.com/acme/api/', 'abc1234', 'https://gitlab.com/acme/api/commit/abc1234'],
    ['https://example.com/acme/api', 'abc1234', null],
    ['javascript:alert(1)', 'abc1234', null],
    ['https://github.com/acme/api', '../../evil', null],
  ])('of a revision of %j', (source, revision, link) => {
    expect(linkOf(REVISION, revision, { [SOURCE]: source })).toBe(link);
  });
});
