import { expect, it } from 'vitest';
import { baseOf } from './base-of.ts';

const BASE = 'org.opencontainers.image.base.name';
const none = { annotations: {}, config: null };

it.each([
  ['docker.io/library/alpine:3.20', 'alpine:3.20'],
  ['docker.io/acme/base:1', 'acme/base:1'],
  ['ghcr.io/acme/base:1', 'ghcr.io/acme/base:1'],
])('of %s is %s', (claim, base) => {
  expect(baseOf({ annotations: { [BASE]: claim }, config: null }, undefined)).toBe(base);
});

it('is what the platform claims before what the index does', () => {
  expect(baseOf({ ...none, annotations: { [BASE]: 'a' } }, { ...none, annotations: { [BASE]: 'b' } })).toBe(
    'b',
  );
});

it('is nothing where nothing is claimed', () => {
  expect(baseOf(none, none)).toBeNull();
});
