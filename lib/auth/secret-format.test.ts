import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSecret, hasSecretPrefix, hintOf, isSoundSecret, makeSecret } from './secret-format.ts';

const kind = fc.constantFrom('token' as const, 'robot' as const);

describe('a secret', () => {
  it.each([
    ['token', /^ltp_[0-9A-Za-z]{36}$/],
    ['robot', /^ltr_[0-9A-Za-z]{36}$/],
  ] as const)('of a %s is letters, digits and an underscore', (of, shape) => {
    const secret = makeSecret(of);
    expect(secret).toMatch(shape);
    expect(isSoundSecret(secret)).toBe(true);
    expect(hasSecretPrefix(secret)).toBe(true);
    expect(hintOf(secret)).toBe(secret.slice(0, 8));
    expect(hashSecret(secret)).toHaveLength(32);
  });

  it('is as the expression in docs/tokens.md for secret scanners says', () => {
    fc.assert(fc.property(kind, (of) => /\blt[pr]_[0-9A-Za-z]{36}\b/.test(`password: ${makeSecret(of)},`)));
  });

  it('is never the same twice', () => {
    const made = Array.from({ length: 1000 }, () => makeSecret('token'));
    expect(new Set(made).size).toBe(1000);
  });

  it('is known by its checksum when it was changed in any one place', () => {
    const change = fc.record({
      of: kind,
      at: fc.integer({ min: 0, max: 39 }),
      to: fc.constantFrom(...'azAZ059_-$ '),
    });
    fc.assert(
      fc.property(change, ({ of, at, to }) => {
        const secret = makeSecret(of);
        const changed = secret.slice(0, at) + to + secret.slice(at + 1);
        return isSoundSecret(changed) === (changed === secret);
      }),
    );
  });

  it('is never made of what is none', () => {
    fc.assert(fc.property(fc.string(), (text) => !isSoundSecret(text)));
    fc.assert(fc.property(fc.string(), (text) => !isSoundSecret(`ltp_${text}`)));
    for (const text of [
      '',
      'ltp_',
      makeSecret('token').slice(0, -1),
      `${makeSecret('robot')}0`,
      ` ${makeSecret('token')}`,
    ])
      expect(isSoundSecret(text)).toBe(false);
  });

  it('keeps its checksum from version to version', () => {
    // By another implementation of CRC32 (Python's zlib).
    expect(isSoundSecret('ltp_0000000000000000000000000000003pKMZR')).toBe(true);
    expect(isSoundSecret('ltr_0000000000000000000000000000003pKMZR')).toBe(false);
  });
});
