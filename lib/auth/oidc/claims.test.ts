import { describe, expect, it } from 'vitest';
import { personOf, readClaim } from './claims.ts';

const config = { issuer: 'https://id.example', usernameClaim: 'preferred_username', groupsClaim: 'groups' };
const person = (claims: object, info: object = {}, more: object = {}) =>
  personOf({ ...config, ...more }, { sub: '7', ...claims }, { ...info });

describe('personOf', () => {
  it('knows somebody by issuer and subject', () => {
    expect(person({}).subject).toBe('https://id.example 7');
  });

  it.each([
    [{ email: 'a@b.c', email_verified: true }, {}, 'a@b.c'],
    [{ email: 'a@b.c', email_verified: false }, {}, null],
    [{ email: 'a@b.c', email_verified: 'true' }, {}, null],
    [{ email: 'a@b.c' }, {}, null],
    [{}, { email: 'a@b.c', email_verified: true }, 'a@b.c'],
    // `true` of one address says nothing of another.
    [{ email: 'victim@b.c' }, { email: 'own@b.c', email_verified: true }, 'own@b.c'],
    [{ email_verified: true }, { email: 'victim@b.c' }, null],
    [{ email: 'no address', email_verified: true }, {}, null],
    [{ email: ['a@b.c'], email_verified: true }, {}, null],
  ])('of %j and %j believes the address %j', (claims, info, email) => {
    expect(person(claims, info).email).toBe(email);
  });

  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a', ['a']],
    [['a', 7, null, '', 'x'.repeat(501), 'nul\0'], ['a']],
    [{ a: 1 }, []],
    [undefined, []],
  ])('of groups %j takes %j', (groups, taken) => {
    expect(person({ groups }).groups).toEqual(taken);
  });
});

describe('readClaim', () => {
  it.each([
    ['groups', ['g']],
    ['realm_access.roles', ['r']],
    ['https://example.com/roles', ['u']],
    ['realm_access.nothing', undefined],
    ['__proto__', undefined],
    ['constructor.name', undefined],
  ])('reads %s', (name, value) => {
    const claims = { groups: ['g'], realm_access: { roles: ['r'] }, 'https://example.com/roles': ['u'] };
    expect(readClaim(claims, name)).toEqual(value);
  });
});
