import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NAME_LENGTH, NAME_COMPONENT } from '#lib/oci/reference.ts';
import { accountName, accountNames } from './account-name.ts';

describe('accountName', () => {
  it.each([
    ['ann', 'ann'],
    ['Ann.Lee@corp.example', 'ann.lee'],
    ['Jürgen Groß', 'jurgen-gross'],
    ['CORP\\bob', 'corp-bob'],
    ['a..b__c--d._e', 'a-b__c--d-e'],
    ['-_.carl._-', 'carl'],
    ['../../etc/passwd', 'etc-passwd'],
    ['李', null],
    ['@example.com', null],
    ['', null],
  ])('makes of %j the name %j', (claimed, name) => {
    expect(accountName(claimed)).toBe(name);
  });

  it('makes nothing but names of our grammar, suffixes and all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (claimed) => {
        for (const name of accountNames([claimed])) {
          expect(name).toMatch(NAME_COMPONENT);
          expect(name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
        }
      }),
    );
  });

  it('takes the first of several that has anything to keep', () => {
    expect(accountNames([null, '!!', 'dora@x.example'])[0]).toBe('dora');
    expect(accountNames(['eve'])).toEqual(['eve', ...Array.from({ length: 19 }, (_, n) => `eve-${n + 2}`)]);
    expect(accountNames([null, null])).toEqual([]);
  });
});
