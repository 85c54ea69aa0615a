import { describe, expect, it } from 'vitest';
import { beginAttempt } from './sign-in-limit.ts';

function fail(times: number, name: (index: number) => string, address: string | null): void {
  for (let index = 0; index < times; index++) beginAttempt(name(index), address);
}

describe('beginAttempt', () => {
  it('lets five wrong passwords for a name pass, then asks to wait', () => {
    fail(5, () => 'ann', '192.0.2.1');
    expect(() => beginAttempt('ann', '192.0.2.1')).toThrow(/Try again in 1 s/);
    expect(() => beginAttempt('ann', '192.0.2.1')).toThrow(
      expect.objectContaining({ code: 'TOOMANYREQUESTS', retryAfter: 1 }),
    );
  });

  it('lets the same name in from elsewhere, and another name from there', () => {
    fail(5, () => 'bea', '192.0.2.2');
    expect(() => beginAttempt('bea', '192.0.2.3')).not.toThrow();
    expect(() => beginAttempt('carl', '192.0.2.2')).not.toThrow();
  });

  it('forgets the wrong ones after a right one', () => {
    fail(4, () => 'dora', '192.0.2.4');
    beginAttempt('dora', '192.0.2.4').succeeded();
    expect(() => fail(5, () => 'dora', '192.0.2.4')).not.toThrow();
  });

  it('stops a list of names from one address, but not right passwords from there', () => {
    for (let index = 0; index < 300; index++) beginAttempt(`user${index}`, '192.0.2.5').succeeded();
    fail(200, (index) => `name${index}`, '192.0.2.5');
    expect(() => beginAttempt('someone', '192.0.2.5')).toThrow(/Too many wrong passwords/);
  });

  it('counts by name alone where no address is known', () => {
    fail(5, () => 'eve', null);
    expect(() => beginAttempt('eve', null)).toThrow();
    expect(() => fail(210, (index) => `other${index}`, null)).not.toThrow();
  });
});
