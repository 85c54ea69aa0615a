import { describe, expect, it } from 'vitest';
import { PullStory, type ManifestRequest } from './pull-story.ts';

const INDEX = 'sha256:index';
const CHILD = 'sha256:child';
const bytes = Buffer.from(`{"manifests":[{"digest":"${CHILD}"}]}`);
const base = { client: 'user:1', repositoryId: 7, digest: INDEX, isIndex: true, bytes, audit: null };

function tell(requests: Partial<ManifestRequest>[]) {
  const story = new PullStory();
  return requests.map((request) => {
    const told = story.tell({ ...base, method: 'GET', tag: null, ...request });
    return told && `${told.how} ${told.tag ?? '-'} ${told.digest}`;
  });
}

const child = { digest: CHILD, isIndex: false, bytes: Buffer.from('{}') };

describe('PullStory', () => {
  it('counts a docker pull once, for the tag', () => {
    expect(tell([{ method: 'HEAD', tag: 'v1' }, {}, child])).toEqual([
      `use v1 ${INDEX}`,
      `pull v1 ${INDEX}`,
      null,
    ]);
  });

  it('counts a GET by tag, and not its platform', () => {
    expect(tell([{ tag: 'v1' }, child])).toEqual([`pull v1 ${INDEX}`, null]);
  });

  it('counts every pull of its own', () => {
    const once = [{ method: 'HEAD' as const, tag: 'v1' }, {}];
    expect(tell([...once, ...once])).toEqual([
      `use v1 ${INDEX}`,
      `pull v1 ${INDEX}`,
      `use v1 ${INDEX}`,
      `pull v1 ${INDEX}`,
    ]);
    expect(tell([{ tag: 'v1' }, { tag: 'v1' }])).toHaveLength(2);
  });

  it('counts a digest alone for no tag', () => {
    expect(tell([{}])).toEqual([`pull - ${INDEX}`]);
    expect(tell([child])).toEqual([`pull - ${CHILD}`]);
  });

  it('keeps clients and repositories apart', () => {
    expect(tell([{ tag: 'v1' }, { ...child, client: 'user:2' }])[1]).toBe(`pull - ${CHILD}`);
    expect(tell([{ tag: 'v1' }, { ...child, repositoryId: 8 }])[1]).toBe(`pull - ${CHILD}`);
  });

  it('counts a platform that was asked for by a tag of its own', () => {
    expect(tell([{ tag: 'v1' }, { ...child, tag: 'v1-amd64' }])[1]).toBe(`pull v1-amd64 ${CHILD}`);
  });
});
