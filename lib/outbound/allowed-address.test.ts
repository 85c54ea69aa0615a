import { afterEach, describe, expect, it } from 'vitest';
import { completeEnvironment } from '#lib/env/env.ts';
import { isAllowedAddress } from './allowed-address.ts';

afterEach(() => completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: undefined }));

describe('where configured addresses may lead', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.0', '2606:4700::1111', '2a00:1450:4001::1'])(
    'lets %s be',
    (address) => expect(isAllowedAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
  ])('refuses %s', (address) => expect(isAllowedAddress(address)).toBe(false));

  it('lets be what the operator lists, and nothing beside it', () => {
    completeEnvironment({ LIGHTER_ALLOW_PRIVATE_TARGETS: '10.1.0.0/16, fd00::/8' });
    expect(isAllowedAddress('10.1.2.3')).toBe(true);
    expect(isAllowedAddress('::ffff:10.1.2.3')).toBe(true);
    expect(isAllowedAddress('fd00::1')).toBe(true);
    expect(isAllowedAddress('10.2.0.1')).toBe(false);
    expect(isAllowedAddress('127.0.0.1')).toBe(false);
  });
});
