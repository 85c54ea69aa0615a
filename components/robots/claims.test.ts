import { expect, it } from 'vitest';
import { claimsOf } from './claims.ts';

it.each([
  ['', {}],
  ['repository: acme/app', { repository: 'acme/app' }],
  [
    'sub: repo:acme/app:ref:refs/heads/*\n\n ref:refs/heads/main ',
    { sub: 'repo:acme/app:ref:refs/heads/*', ref: 'refs/heads/main' },
  ],
  ['repository', { repository: '' }],
])('%j are the claims %j', (text, claims) => expect(claimsOf(text)).toEqual(claims));
