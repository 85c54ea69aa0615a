import { describe, expect, it } from 'vitest';
import { pullCommands } from './pull-commands.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const place = { host: 'localhost:8080', repository: 'acme/api' };

describe('pullCommands', () => {
  it('names the tag, and the digest beside it', () => {
    expect(pullCommands({ ...place, tag: '1.4.2', digest: DIGEST })).toEqual({
      docker: 'docker pull localhost:8080/acme/api:1.4.2',
      podman: 'podman pull localhost:8080/acme/api:1.4.2',
      digest: `docker pull localhost:8080/acme/api@${DIGEST}`,
      from: 'FROM localhost:8080/acme/api:1.4.2',
    });
  });

  it('names the digest where there is no tag', () => {
    expect(pullCommands({ ...place, digest: DIGEST }).docker).toBe(
      `docker pull localhost:8080/acme/api@${DIGEST}`,
    );
  });

  it('names the repository alone where there is neither', () => {
    expect(pullCommands(place)).toMatchObject({
      docker: 'docker pull localhost:8080/acme/api',
      digest: null,
    });
  });
});
