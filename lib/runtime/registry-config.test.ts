import { expect, it } from 'vitest';
import { registryConfig } from './registry-config.ts';

const yaml = registryConfig({
  root: '/data "x"/registry',
  listen: { net: 'unix', addr: '/tmp/lighter-x/registry.sock' },
  secret: 'abc',
});

it('says what Lighter relies on', () => {
  for (const line of [
    'net: unix',
    'addr: "/tmp/lighter-x/registry.sock"',
    'relativeurls: true',
    'secret: "abc"',
  ]) {
    expect(yaml).toContain(`\n  ${line}\n`);
  }
  expect(yaml).toContain('\n  delete:\n    enabled: true\n');
  expect(yaml).toContain('\nvalidation:\n  disabled: true\n');
});

it('has no cache of blob descriptors and keeps the purging of uploads', () => {
  expect(yaml).not.toMatch(/cache:|blobdescriptor|uploadpurging/);
});

it('quotes paths', () => {
  expect(yaml).toContain('rootdirectory: "/data \\"x\\"/registry"');
});
