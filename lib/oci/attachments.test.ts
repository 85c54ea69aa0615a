import { describe, expect, it } from 'vitest';
import { ATTACHMENT_TAGS, attachmentKind, attachmentTagKind, attachmentTagsOf } from './attachments.ts';

const HEX = 'ab'.repeat(32);

describe('attachmentKind', () => {
  it.each([
    ['application/vnd.cncf.notary.signature', null, 'signature'],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', null, 'signature'],
    ['application/vnd.in-toto+json', null, 'attestation'],
    ['application/spdx+json', null, 'sbom'],
    ['application/vnd.dev.sigstore.bundle.v0.3+json', null, 'attestation'],
    [
      'application/vnd.dev.sigstore.bundle.v0.3+json',
      { 'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1' },
      'signature',
    ],
    ['application/vnd.acme.rocket', null, 'other'],
    [null, null, 'other'],
  ] as const)('of %s with %j is %s', (type, annotations, kind) => {
    expect(attachmentKind(type, annotations)).toBe(kind);
  });
});

describe('attachment tags', () => {
  it.each([
    [`sha256-${HEX}.sig`, 'signature'],
    [`sha256-${HEX}.att`, 'attestation'],
    [`sha256-${HEX}.sbom`, 'sbom'],
    [`sha256-${HEX}`, null],
    [`sha256-${HEX}.signature`, null],
    ['sha256-notes.sig', null],
    ['1.0.0', null],
  ])('%s holds %s', (tag, kind) => {
    expect(attachmentTagKind(tag)).toBe(kind);
  });

  it('stand between the bounds', () => {
    for (const tag of attachmentTagsOf(`sha256:${HEX}`)) {
      expect(tag > ATTACHMENT_TAGS.from && tag < ATTACHMENT_TAGS.to).toBe(true);
      expect(attachmentTagKind(tag)).not.toBeNull();
    }
  });
});
