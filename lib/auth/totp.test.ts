import { describe, expect, it } from 'vitest';
import { base32, matchingStep, totpCode, totpStep, totpUri } from './totp.ts';

/** RFC 6238, appendix B: SHA-1, the last six of its eight digits. */
const SECRET = Buffer.from('12345678901234567890');

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at %i s is %s', (seconds, code) => {
    expect(totpCode(SECRET, totpStep(seconds * 1000))).toBe(code);
    expect(matchingStep(SECRET, code, seconds * 1000)).toBe(totpStep(seconds * 1000));
  });

  it.each([
    [-2, null],
    [-1, 39],
    [0, 40],
    [1, 41],
    [2, null],
  ])('of %i steps away is of step %j', (away, step) => {
    expect(matchingStep(SECRET, totpCode(SECRET, 40 + away), 40 * 30_000)).toBe(step);
  });

  it('may have spaces, and is nothing else', () => {
    expect(matchingStep(SECRET, ' 287 082 ', 59_000)).toBe(1);
    for (const code of ['', '28708', '2870822', '287o82', '٢٨٧٠٨٢', '287082\0']) {
      expect(matchingStep(SECRET, code, 59_000)).toBeNull();
    }
  });
});

it('writes bytes in base 32 (RFC 4648, 10)', () => {
  const text = (plain: string) => base32(Buffer.from(plain));
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(text)).toEqual([
    '',
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ]);
});

it('tells apps who it is for', () => {
  expect(totpUri(SECRET, 'Lighter registry.example', 'ann')).toBe(
    'otpauth://totp/Lighter%20registry.example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lighter%20registry.example',
  );
});
